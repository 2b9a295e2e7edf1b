import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import pMap from 'p-map';
import { AccountTemplate } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import type { Policy } from '../../embedded-aws/services/policy.ts';
import { managementId } from '../cli/dry-run/organization-fixture.ts';
import { BARE, READY, rootCredentialsCommand, world } from '../cli/root-credentials-command.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';

const template = readTemplateFile('root-credentials-role.yml');
const TrustedUserArn = 'arn:aws:iam::111122223333:user/admins/alice';
const READS = [
  'iam:ListOrganizationsFeatures',
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
];

/** The role as CloudFormation makes it. */
function roleWith(parameters: Record<string, string> = {}, partition = 'aws') {
  const stack = new AccountTemplate(template, anAccount({ partition }), { TrustedUserArn, ...parameters });
  return stack.one('AWS::IAM::Role', () => true).properties;
}

type Statement = Policy['Statement'][number];

const statementsWith = (AllowPasswordRecovery: string): Statement[] =>
  roleWith({ AllowPasswordRecovery }).Policies[0].PolicyDocument.Statement;

/** The role's policies, where it may open root sessions with these task policies. */
function policies(partition: string, ...taskPolicies: string[]) {
  const arns = taskPolicies.map((name) => `arn:${partition}:iam::aws:policy/root-task/${name}`);
  const reads = { Effect: 'Allow', Action: READS, Resource: '*' };
  const sessions = {
    Effect: 'Allow',
    Action: 'sts:AssumeRoot',
    Resource: `arn:${partition}:iam::*:root`,
    Condition: { StringEquals: { 'sts:TaskPolicyArn': arns } },
  };
  const PolicyDocument = { Version: '2012-10-17', Statement: [reads, sessions] };
  return [{ PolicyName: 'delete-root-credentials', PolicyDocument }];
}

const TASKS = ['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'];

describe('deploy/root-credentials-role.yml', () => {
  it('trusts one user who has signed in with MFA, reads the organization, and audits and deletes', () => {
    const { Description, ...role } = roleWith();
    const trust = {
      Effect: 'Allow',
      Principal: { AWS: TrustedUserArn },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    };
    expect(role).to.deep.equal({
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: policies('aws', ...TASKS),
    });
  });

  it('opens sessions that allow password recovery only where it is asked to, in the own partition', () => {
    const { Policies } = roleWith({ AllowPasswordRecovery: 'true' }, 'aws-us-gov');
    expect(Policies).to.deep.equal(policies('aws-us-gov', ...TASKS, 'IAMCreateRootUserPassword'));
  });

  it('makes nothing but the role', () => {
    expect(Object.values(template.Resources).map(({ Type }) => Type)).to.deep.equal(['AWS::IAM::Role']);
  });

  for (const refused of [
    '*',
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::111122223333:role/admin',
    'arn:aws:iam::111122223333:user/*',
    'arn:aws:sts::111122223333:assumed-role/admin/alice',
  ]) {
    it(`refuses ${refused} as the user`, () => {
      expect(() => roleWith({ TrustedUserArn: refused })).to.throw('parameter TrustedUserArn');
    });
  }

  describe('on the embedded AWS', () => {
    const { aws, serve, run: runWith, rootUser } = rootCredentialsCommand();
    const run = async (Statement: readonly Statement[], ...args: string[]) =>
      (await runWith(args, { env: aws().environmentOf(managementId, [], [{ Statement }]) })).status;
    const excluded = ['0', '2', '4', '5'].map((index) => managementId.slice(0, -1) + index);
    const selected = ['--ou', 'r-ab12', ...excluded.flatMap((id) => ['--exclude', id])];

    it('is enough for a plan and for its application, and not for password recovery', async () => {
      await serve(world);
      const statements = statementsWith('false');
      expect(await run(statements, '--plan', 'plan.json', ...selected)).to.equal(0);
      expect(await run(statements, '--apply', 'plan.json', '--yes')).to.equal(0);
      expect(rootUser(1)).to.include({ password: false });
      expect(await run(statements, '--allow-password-recovery', BARE, '--yes')).to.equal(1);
      expect(await run(statementsWith('true'), '--allow-password-recovery', READY, '--yes')).to.equal(0);
    });

    it('holds nothing that a plan could do without', async () => {
      await serve(world);
      const without = (action: string) =>
        statementsWith('false').map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((other) => other !== action),
        }));
      const actions = [...READS, 'sts:AssumeRoot'];
      const concurrency = availableParallelism();
      const statuses = await pMap(actions, (action) => run(without(action), ...selected), { concurrency });
      expect(statuses).to.deep.equal(actions.map(() => 1));
    });
  });
});
