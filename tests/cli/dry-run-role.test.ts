import { expect } from 'chai';
import { AccountTemplate } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import type { Policy } from '../../embedded-aws/services/policy.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';
import {
  EVERY_ACCOUNT,
  inRootSessions,
  managementId,
  parameters,
  signedIn,
  throughRole,
} from './dry-run/organization-fixture.ts';

const template = readTemplateFile('dry-run-role.yml');

type Statement = Policy['Statement'][number];

/** The role as CloudFormation makes it in the management account. */
function roleWith(parameters: Record<string, string>) {
  const resolved = new AccountTemplate(template, anAccount(), {
    GitHubRepository: 'example/audit',
    CreateProvider: 'false',
    ...parameters,
  });
  const { properties } = resolved.one('AWS::IAM::Role', () => true);
  return {
    trust: properties.AssumeRolePolicyDocument.Statement,
    statements: properties.Policies[0].PolicyDocument.Statement as Statement[],
    providers: resolved.all('AWS::IAM::OIDCProvider').length,
  };
}

const without = (action: string, statements: readonly Statement[]) =>
  statements.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((other) => other !== action),
  }));

describe('deploy/dry-run-role.yml', () => {
  const rootSessions = roleWith({});
  const memberRole = roleWith({ MemberRoleName: 'OrganizationAccountAccessRole' });

  it('trusts one branch of one repository', () => {
    expect(rootSessions.trust).to.deep.equal([
      {
        Effect: 'Allow',
        Principal: {
          Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': 'repo:example/audit:ref:refs/heads/main',
          },
        },
      },
    ]);
  });

  it('trusts a repository with its ids, as GitHub names the new ones, and without any wildcard', () => {
    const [{ Condition }] = roleWith({ GitHubRepository: 'example@123456/audit@456789' }).trust;
    expect(Condition.StringEquals['token.actions.githubusercontent.com:sub']).to.equal(
      'repo:example@123456/audit@456789:ref:refs/heads/main',
    );
    const refused = ['example/*', '*@1/audit@2', 'example@1/audit', 'example/audit@2', 'a@x/b@y'];
    for (const GitHubRepository of refused) {
      expect(() => roleWith({ GitHubRepository }), GitHubRepository).to.throw('parameter GitHubRepository');
    }
  });

  it('creates the provider only where it is asked to', () => {
    expect(rootSessions.providers).to.equal(0);
    expect(roleWith({ CreateProvider: 'true' }).providers).to.equal(1);
  });

  it('opens root sessions that can only audit root credentials', () => {
    expect(rootSessions.statements.at(-1)).to.deep.equal({
      Effect: 'Allow',
      Action: 'sts:AssumeRoot',
      Resource: 'arn:aws:iam::*:root',
      Condition: {
        StringEquals: {
          'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
        },
      },
    });
  });

  it('assumes the one role instead, and only in accounts of the organization', () => {
    expect(memberRole.statements.at(-1)).to.deep.equal({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: 'arn:aws:iam::*:role/OrganizationAccountAccessRole',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable of IAM
      Condition: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
    });
  });

  describe('on the embedded AWS', () => {
    const { signIn, report } = signedIn();
    const accounts = Array(2).fill({
      rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual'] },
    });
    const selection = { ...EVERY_ACCOUNT, units: ['r-ab12'] };
    const strict = { ...parameters, allowVirtualMfa: false };

    /** Why the dry run in the management account does not give every verdict with these permissions, if so. */
    async function failure(Statement: readonly Statement[], way: typeof inRootSessions | typeof throughRole) {
      try {
        await signIn(managementId, accounts, { policies: [{ Statement }] });
        const { outcomes, incomplete } = await report({ way, selection, parameters: strict });
        return incomplete ?? outcomes.find((outcome) => 'error' in outcome)?.error;
      } catch (error) {
        return (error as Error).message;
      }
    }

    for (const [option, { statements }, way] of [
      ['--assume-root', rootSessions, inRootSessions],
      ['--role-name', memberRole, throughRole],
    ] as const) {
      it(`is enough for ${option} and --ou`, async () => {
        expect(await failure(statements, way)).to.equal(undefined);
      });
      for (const action of statements.flatMap(({ Action }) => Action)) {
        it(`holds nothing that ${option} and --ou could do without: ${action}`, async () => {
          expect(await failure(without(action, statements), way)).to.include(`${action}: AccessDenied`);
        });
      }
    }
  });
});
