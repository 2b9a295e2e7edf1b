import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import pMap from 'p-map';
import { AccountTemplate } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { type AwsAccount, administratorOf } from '../../embedded-aws/services/accounts.ts';
import { Endpoint } from '../../embedded-aws/services/endpoint.ts';
import type { Policy } from '../../embedded-aws/services/policy.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';

const command = fileURLToPath(new URL('../../cli/evaluate.ts', import.meta.url));
const template = readTemplateFile('dry-run-role.yml');
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '111122223333' };
const rootUser = { ...bareRootUser, password: true, mfaDevices: ['virtual'] as const };
const management = anAccount({ id: '111122223333', organization, rootUser });
const member = anAccount({ id: '222233334444', organization, rootUser });

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: Record<string, Record<string, string>>;
}

/** The role as CloudFormation makes it in the management account. */
function roleWith(parameters: Record<string, string>) {
  const resolved = new AccountTemplate(template, management, {
    GitHubRepository: 'example/audit',
    ...parameters,
  });
  const [{ properties } = { properties: undefined }] = resolved.all('AWS::IAM::Role');
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
  const rootSessions = roleWith({ CreateProvider: 'false' });
  const memberRole = roleWith({ CreateProvider: 'false', MemberRoleName: 'OrganizationAccountAccessRole' });

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
    for (const GitHubRepository of [
      'example/*',
      '*@1/audit@2',
      'example@1/audit',
      'example/audit@2',
      'a@x/b@y',
    ]) {
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
    let endpoint: Endpoint;
    let url: string;
    const statuses = new Map<string, number>();
    before(async () => {
      endpoint = new Endpoint();
      url = await endpoint.listen();
      for (const account of [management, member]) add(account);
      await pMap(cases, async ({ title, granted, way }) => statuses.set(title, await run(granted, ...way)), {
        concurrency: availableParallelism(),
      });
    });
    after(() => endpoint.close());

    const add = (account: AwsAccount) => endpoint.tenants.add(account);

    /** Runs the command with these permissions, in the management account. */
    function run(statements: readonly Statement[], ...way: string[]): Promise<number> {
      const policies = [{ Statement: statements } as unknown as Policy];
      const { PATH, NODE_COMPILE_CACHE } = process.env;
      const issued = endpoint.sessions.issue({ ...administratorOf(management), policies });
      const env = {
        PATH,
        NODE_COMPILE_CACHE,
        AWS_ACCESS_KEY_ID: issued.accessKeyId,
        AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
        AWS_SESSION_TOKEN: issued.sessionToken,
        AWS_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: url,
      };
      const args = [
        command,
        '--organization',
        ...way,
        '--ou',
        'r-ab12',
        '--parameter',
        'allowVirtualMfa=false',
      ];
      return new Promise((resolve) => {
        execFile(process.execPath, args, { env }, (error) => resolve(Number(error?.code ?? 0)));
      });
    }
    const ways = {
      '--assume-root': [rootSessions.statements, ['--assume-root']],
      '--role-name': [memberRole.statements, ['--role-name', 'OrganizationAccountAccessRole']],
    } as const;

    const cases = Object.entries(ways).flatMap(([name, [statements, way]]) => [
      { title: `is enough for ${name} and --ou`, granted: statements, way, status: 0 },
      ...statements
        .flatMap(({ Action }) => Action)
        .map((action) => ({
          title: `holds nothing that ${name} and --ou could do without: ${action}`,
          granted: without(action, statements),
          way,
          status: 1,
        })),
    ]);
    for (const { title, status } of cases) {
      it(title, () => expect(statuses.get(title)).to.equal(status));
    }
  });
});
