import { expect } from 'chai';
import { AccountTemplate } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';

const template = readTemplateFile('root-credentials-role.yml');
const TrustedUserArn = 'arn:aws:iam::111122223333:user/admins/alice';

/** The role as CloudFormation makes it. */
function roleWith(parameters: Record<string, string> = {}, partition: AwsAccount['partition'] = 'aws') {
  const stack = new AccountTemplate(template, anAccount({ partition }), { TrustedUserArn, ...parameters });
  const { properties } = stack.one('AWS::IAM::Role', () => true);
  const [reads, rootSessions, ...others] = properties.Policies[0].PolicyDocument.Statement;
  expect(others).to.deep.equal([]);
  return { properties, trust: properties.AssumeRolePolicyDocument.Statement, reads, rootSessions };
}

const taskPoliciesOf = ({ rootSessions }: ReturnType<typeof roleWith>): string[] =>
  rootSessions.Condition.StringEquals['sts:TaskPolicyArn'];

describe('deploy/root-credentials-role.yml', () => {
  it('trusts one user, who has signed in with MFA', () => {
    expect(roleWith().trust).to.deep.equal([
      {
        Effect: 'Allow',
        Principal: { AWS: TrustedUserArn },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ]);
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

  it('opens root sessions that audit or delete credentials, and no others', () => {
    expect(roleWith().rootSessions).to.deep.equal({
      Effect: 'Allow',
      Action: 'sts:AssumeRoot',
      Resource: 'arn:aws:iam::*:root',
      Condition: {
        StringEquals: {
          'sts:TaskPolicyArn': [
            'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
            'arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials',
          ],
        },
      },
    });
  });

  it('opens sessions that allow password recovery only where it is asked to', () => {
    const added = taskPoliciesOf(roleWith({ AllowPasswordRecovery: 'true' })).filter(
      (policy) => !taskPoliciesOf(roleWith()).includes(policy),
    );
    expect(added).to.deep.equal(['arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword']);
  });

  it('names the root users and the task policies of the partition', () => {
    const role = roleWith({ AllowPasswordRecovery: 'true' }, 'aws-us-gov');
    expect(role.rootSessions.Resource).to.equal('arn:aws-us-gov:iam::*:root');
    expect(taskPoliciesOf(role)).to.have.length(3);
    for (const policy of taskPoliciesOf(role)) {
      expect(policy).to.match(/^arn:aws-us-gov:iam::aws:policy\/root-task\/IAM/);
    }
  });

  it('otherwise only reads the organization', () => {
    expect(roleWith().reads).to.deep.equal({
      Effect: 'Allow',
      Action: [
        'iam:ListOrganizationsFeatures',
        'organizations:DescribeOrganization',
        'organizations:ListAccounts',
        'organizations:ListAccountsForParent',
        'organizations:ListOrganizationalUnitsForParent',
      ],
      Resource: '*',
    });
  });

  it('has no other policy, and makes nothing but the role', () => {
    expect(roleWith().properties.Policies).to.have.length(1);
    expect(roleWith().properties).to.not.have.any.keys('ManagedPolicyArns', 'RoleName');
    expect(Object.values(template.Resources).map(({ Type }) => Type)).to.deep.equal(['AWS::IAM::Role']);
  });
});
