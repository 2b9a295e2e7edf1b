import { expect } from 'chai';
import pMap from 'p-map';
import {
  functionStack,
  memberRoleStack,
  organizationRuleStack,
} from '../../embedded-aws/cloudformation/stacks.ts';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import { EmbeddedAws, type EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import { LambdaProcess } from '../../embedded-aws/lambda/function-process.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount, MfaDevice, Role, RootUser } from '../../embedded-aws/services/accounts.ts';
import { ConfigService } from '../../embedded-aws/services/config.ts';
import { Endpoint } from '../../embedded-aws/services/endpoint.ts';
import { EVALUATION_OPERATIONS, type Fault } from '../../embedded-aws/services/fault-injection.ts';
import { centralPackage, deployedPackage } from '../deployed.ts';
import { rejection } from '../rejection.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

const memberRoleName = 'RootUserMfaEvaluation';

const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: '100000000000',
  delegatedAdministratorId: '100000000001',
};
const home = anAccount({ id: '100000000001', name: 'security', organization });
const member = anAccount({ id: '100000000002', name: 'member', organization });

/** What the function logs of a run, as far as a test looks at it. */
interface Logged {
  readonly accountId: string;
  readonly complianceType: string;
  readonly reason: string;
  readonly awsCalls: number;
}

/** With allowVirtualMfa false: the verdict, why, and the calls that it takes where no role has to be assumed. */
type Deserved = readonly [complianceType: string, reason: string, operations: readonly string[]];

const [SUMMARY, DEVICES, ORGANIZATION, REPORT] = EVALUATION_OPERATIONS;
const unprotected: Deserved = ['NON_COMPLIANT', 'credentials-without-mfa', [SUMMARY, REPORT]];
const virtual: Deserved = ['NON_COMPLIANT', 'virtual-mfa-assigned', [SUMMARY, DEVICES, REPORT]];
const safe: Deserved = ['COMPLIANT', 'no-virtual-mfa', [SUMMARY, DEVICES, REPORT]];
const bareMember: Deserved = [
  'NOT_APPLICABLE',
  'member-without-credentials',
  [SUMMARY, ORGANIZATION, REPORT],
];
const bareManagement: Deserved = [
  'NON_COMPLIANT',
  'management-without-credentials',
  [SUMMARY, ORGANIZATION, REPORT],
];

const rootUser = (changes: Partial<RootUser>): RootUser => ({ ...bareRootUser, ...changes });
const withDevices = (...mfaDevices: MfaDevice[]) => rootUser({ password: true, mfaDevices });

/** Root users of every kind, and what a member account with such a one deserves. */
const kinds: [RootUser, Deserved][] = [
  [bareRootUser, bareMember],
  [rootUser({ password: true }), unprotected],
  [rootUser({ accessKeys: 1 }), unprotected],
  [rootUser({ signingCertificates: 2 }), unprotected],
  [rootUser({ password: true, accessKeys: 2, signingCertificates: 1 }), unprotected],
  [withDevices('virtual'), virtual],
  [withDevices('passkey'), safe],
  [withDevices('hardware'), safe],
  [withDevices('hardware', 'passkey'), safe],
  [withDevices('passkey', 'virtual'), virtual],
  [rootUser({ accessKeys: 1, mfaDevices: ['passkey'] }), safe],
];

describe('one central function', () => {
  let deployed: Package;
  before(async () => {
    deployed = await centralPackage();
  });

  const running: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((aws) => aws.close()));
  });

  const requests: string[] = [];
  let log = '';
  beforeEach(() => {
    requests.length = 0;
    log = '';
  });
  /** What the function asked for; not what the test asks for as an administrator. */
  const asked = () => requests.filter((operation) => !operation.startsWith('config:Get'));

  async function start(template: Template = deployed.template, options: EmbeddedAwsOptions = {}) {
    const aws = await EmbeddedAws.start(
      { ...deployed, template },
      {
        keepWarm: true,
        onRequest: (operation) => requests.push(operation),
        onLog: (text) => {
          log += text;
        },
        ...options,
      },
    );
    running.push(aws);
    return aws;
  }

  const runs = (): Logged[] =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);

  describe('of an organization of 200 accounts', () => {
    const kindOf = (index: number) => kinds[index % kinds.length] as [RootUser, Deserved];
    const accounts = Array.from({ length: 200 }, (_, index) =>
      anAccount({ id: `${100_000_000_000 + index}`, organization, rootUser: kindOf(index)[0] }),
    );
    const deservedBy = ({ id }: AwsAccount): Deserved =>
      id === organization.managementAccountId ? bareManagement : kindOf(Number(id) - 100_000_000_000)[1];
    const operationsFor = (account: AwsAccount) => [
      ...(account.id === home.id ? [] : ['sts:AssumeRole']),
      ...deservedBy(account)[2],
    ];

    it('gives each the verdict that it deserves, with one more call where it assumes a role', async () => {
      const aws = await start();
      aws.deployCentrally(accounts[1] as AwsAccount, accounts, { allowVirtualMfa: 'false' });

      const outcomes = await evaluateAccounts(aws, accounts, () => {});

      expect(
        outcomes.map((outcome) => [
          outcome.accountId,
          'error' in outcome ? outcome.error : outcome.complianceType,
        ]),
      ).to.deep.equal(accounts.map((account) => [account.id, deservedBy(account)[0]]));
      expect(
        runs().map(({ accountId, complianceType, reason, awsCalls }) => [
          accountId,
          complianceType,
          reason,
          awsCalls,
        ]),
      ).to.have.deep.members(
        accounts.map((account) => {
          const [complianceType, reason] = deservedBy(account);
          return [account.id, complianceType, reason, operationsFor(account).length];
        }),
      );
      expect(asked().sort()).to.deep.equal(accounts.flatMap(operationsFor).sort());
    });
  });

  describe('in its places', () => {
    it('has a rule of its own in its account, and the organization rule in the others', async () => {
      const aws = await start();
      aws.deployCentrally(home, [home, member], {});
      expect(aws.ruleNameIn(home)).to.equal('root-user-mfa-enabled');
      expect(aws.ruleNameIn(member)).to.equal('OrgConfigRule-root-user-mfa-enabled-10000000');
    });

    it('evaluates its own account also where the list of accounts leaves it out', async () => {
      const aws = await start();
      aws.deployCentrally(home, [], {});
      await aws.evaluate(home);
      expect(asked()).to.deep.equal([SUMMARY, ORGANIZATION, REPORT]);
    });

    it('asks in the account that is evaluated in the order of the evidence', async () => {
      const aws = await start();
      aws.deployCentrally(home, [member], {});
      await aws.evaluate(member);
      expect(asked()).to.deep.equal(['sts:AssumeRole', SUMMARY, ORGANIZATION, REPORT]);
    });

    it('may be in the management account', async () => {
      const management = anAccount({ id: organization.managementAccountId, organization });
      const aws = await start();
      aws.deployCentrally(management, [management, home, member], {});
      const outcomes = await evaluateAccounts(aws, [management, home, member], () => {});
      expect(outcomes.map((outcome) => 'complianceType' in outcome && outcome.complianceType)).to.deep.equal([
        'NON_COMPLIANT',
        'NOT_APPLICABLE',
        'NOT_APPLICABLE',
      ]);
    });

    const parameters: [given: Record<string, string>, rootUser: RootUser, complianceType: string][] = [
      [{}, withDevices('virtual'), 'COMPLIANT'],
      [{ allowVirtualMfa: 'false' }, withDevices('virtual'), 'NON_COMPLIANT'],
      [{}, bareRootUser, 'NOT_APPLICABLE'],
      [{ credentialFreeCompliance: 'COMPLIANT' }, bareRootUser, 'COMPLIANT'],
    ];
    for (const [given, user, complianceType] of parameters) {
      it(`goes by the organization rule's parameters: ${complianceType} with ${JSON.stringify(given)}`, async () => {
        const evaluated = { ...member, rootUser: user };
        const aws = await start();
        aws.deployCentrally(home, [evaluated], given);
        await aws.evaluate(evaluated);
        expect((await readCompliance(aws, evaluated))?.complianceType).to.equal(complianceType);
      });
    }

    const partitions: [partition: string, region: string, user: RootUser | null, reason: string][] = [
      ['aws-us-gov', 'us-gov-west-1', rootUser({ accessKeys: 1 }), 'govcloud-credentials-without-mfa'],
      ['aws-us-gov', 'us-gov-west-1', bareRootUser, 'govcloud-without-credentials'],
      ['aws-cn', 'cn-north-1', null, 'china-without-root-user'],
    ];
    for (const [partition, region, user, reason] of partitions) {
      it(`works in ${partition}: ${reason}`, async () => {
        const evaluated = { ...member, partition, region, rootUser: user };
        const aws = await start();
        aws.deployCentrally({ ...home, partition, region }, [evaluated], {});
        await aws.evaluate(evaluated);
        expect(runs().map(({ accountId, reason, awsCalls }) => [accountId, reason, awsCalls])).to.deep.equal([
          [evaluated.id, reason, 3],
        ]);
      });
    }

    const needs = 'A central function needs MEMBER_ROLE_NAME and an organization';
    it('is not to be had outside of an organization', async () => {
      const aws = await start();
      expect(() => aws.deployCentrally({ ...home, organization: null }, [member], {})).to.throw(Error, needs);
    });

    it('is not to be had from a package without the name of a role', async () => {
      const aws = await start((await deployedPackage()).template);
      expect(() => aws.deployCentrally(home, [member], {})).to.throw(Error, needs);
    });
  });

  const denied = (id: string) =>
    `No verdict for account ${id}. sts:AssumeRole: AccessDenied: User: ` +
    'arn:aws:sts::100000000001:assumed-role/root-user-mfa-enabled-eu-central-1/root-user-mfa-enabled is not authorized ' +
    `to perform: sts:AssumeRole on resource: arn:aws:iam::${id}:role/RootUserMfaEvaluation`;
  const outside =
    " because no identity-based policy allows the sts:AssumeRole action. The function's role may assume roles of its " +
    'own organization only: outside of it, delete the rule that names the function; inside, look for the member role.';
  const notTrusted =
    ". Inside the function's organization, the member role is missing or does not trust the function's role: deploy " +
    'deploy/member-role.yml there. Outside of it, delete the rule that names the function.';

  describe('says why, has asked for nothing but the role, and reports no verdict', () => {
    const strangers: Record<string, [AwsAccount, why: string]> = {
      'in an account of no organization': [{ ...member, organization: null }, outside],
      'in an account of another organization': [
        { ...member, organization: { id: 'o-z9y8x7w6v5', managementAccountId: '999999999999' } },
        outside,
      ],
      'in an account without the member role': [{ ...member, memberRole: 'missing' }, notTrusted],
      'in an account whose member role trusts another role': [
        { ...member, memberRole: 'trusts-another-role' },
        notTrusted,
      ],
    };
    for (const [name, [account, why]] of Object.entries(strangers)) {
      it(name, async () => {
        const aws = await start();
        aws.deployCentrally(home, [account], {});
        const error = await rejection(aws.evaluate(account));
        expect(error.message).to.equal(denied(account.id) + why);
        expect(asked()).to.deep.equal(['sts:AssumeRole']);
        expect(await readCompliance(aws, account)).to.equal(undefined);
      });
    }

    it('where its own role may not assume roles', async () => {
      const template = structuredClone(deployed.template);
      for (const role of Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role')) {
        const { Policies } = role.Properties as {
          Policies: { PolicyDocument: { Statement: object[] } }[];
        };
        for (const { PolicyDocument } of Policies) {
          PolicyDocument.Statement = PolicyDocument.Statement.filter(
            (statement) => !JSON.stringify(statement).includes('sts:AssumeRole'),
          );
        }
      }
      const aws = await start(template);
      aws.deployCentrally(home, [member], {});
      const error = await rejection(aws.evaluate(member));
      expect(error.message).to.equal(denied(member.id) + outside);
      expect(asked()).to.deep.equal(['sts:AssumeRole']);
      expect(await readCompliance(aws, member)).to.equal(undefined);
    });

    it('and leaves the other accounts their verdicts', async () => {
      const accounts = [
        ...Object.values(strangers).map(([account], index) => ({ ...account, id: `20000000000${index}` })),
        member,
        home,
      ];
      const aws = await start();
      aws.deployCentrally(home, accounts, {});
      const outcomes = await evaluateAccounts(aws, accounts, () => {});
      expect(outcomes.map((outcome) => 'error' in outcome)).to.deep.equal([
        true,
        true,
        true,
        true,
        false,
        false,
      ]);
    });
  });

  /** The function beside one member account, of which everything can be changed between two evaluations. */
  describe('beside a member account that changes', () => {
    const protectedMember = { ...member, rootUser: withDevices('passkey') };

    async function besideMember(account = protectedMember) {
      const stack = functionStack(deployed, home, {});
      const rule = organizationRuleStack(home, stack.lambdaFunction.arn, { allowVirtualMfa: 'false' })(
        account,
      );
      if (rule === undefined) throw new Error('The organization rule leaves the account out');
      const role = memberRoleStack(account, memberRoleName, stack.roleArn, organization.id);
      const endpoint = new Endpoint({ onRequest: (operation) => requests.push(operation) });
      const AWS_ENDPOINT_URL = await endpoint.listen();
      const lambda = new LambdaProcess(stack.lambdaFunction);
      let caller = stack.session;
      const config = new ConfigService(account, async (_, event) => {
        const { accessKeyId, secretAccessKey, sessionToken } = endpoint.issueCredentials(caller);
        await lambda.invoke(event, {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: sessionToken,
          AWS_REGION: home.region,
          AWS_ENDPOINT_URL,
        });
      });
      config.put(rule);
      const serve = (served: AwsAccount, ...roles: readonly Role[]) =>
        endpoint.add({ account: served, config, roles });
      endpoint.add({ account: home, config: new ConfigService(home, async () => {}) });
      serve(account, role);
      running.push({
        close: async () => {
          await lambda.stop();
          await endpoint.close();
        },
      });
      const details = config.operations['GetComplianceDetailsByConfigRule'] as (input: object) => {
        EvaluationResults: object[];
      };
      const stored = () => details({ ConfigRuleName: rule.name }).EvaluationResults;
      const moveHome = (changed: AwsAccount) => {
        caller = { ...stack.session, account: changed };
      };
      return { evaluate: () => config.evaluate(rule), role, serve, stored, moveHome };
    }

    const without = (role: Role, action: string): Role => ({
      ...role,
      policies: role.policies.map(({ Statement }) => ({
        Statement: Statement.map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((other) => other !== action),
        })),
      })),
    });

    it("needs each of the member role's actions, and its error names the one that is missing", async () => {
      const bare = await besideMember({ ...member, rootUser: bareRootUser });
      const hasMfa = await besideMember();
      for (const action of EVALUATION_OPERATIONS) {
        const { evaluate, role, serve, stored } = action === DEVICES ? hasMfa : bare;
        const account = action === DEVICES ? protectedMember : member;
        serve(account, without(role, action));
        const error = await rejection(evaluate());
        expect(error.message).to.match(
          new RegExp(
            `^No verdict for account 100000000002\\. ${action}: AccessDenied(Exception)?: User: ` +
              'arn:aws:sts::100000000002:assumed-role/RootUserMfaEvaluation/aws-config-rule is not authorized to ' +
              `perform: ${action} on resource: \\* because no identity-based policy allows the ${action} action\\.`,
          ),
        );
        expect(stored()).to.deep.equal([]);
      }
    });

    const changes: Record<string, (beside: Awaited<ReturnType<typeof besideMember>>) => void> = {
      'the member role is deleted': ({ serve }) => serve(protectedMember),
      'the member account leaves the organization': ({ serve, role }) =>
        serve({ ...protectedMember, organization: null }, role),
      "the function's account leaves the organization": ({ moveHome }) =>
        moveHome({ ...home, organization: null }),
      'both leave it, and are in no organization': ({ serve, role, moveHome }) => {
        serve({ ...protectedMember, organization: null }, role);
        moveHome({ ...home, organization: null });
      },
      'the member role loses an action': ({ serve, role }) =>
        serve(protectedMember, without(role, 'iam:ListVirtualMFADevices')),
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`leaves the last verdict where it is when ${name}`, async () => {
        const beside = await besideMember();
        await beside.evaluate();
        const before = beside.stored();
        expect(before).to.have.length(1);
        expect(before[0]).to.include({ ComplianceType: 'COMPLIANT' });

        change(beside);

        expect(await rejection(beside.evaluate())).to.be.instanceOf(Error);
        expect(beside.stored()).to.deep.equal(before);
      });
    }
  });

  describe('when assuming the role goes wrong', () => {
    type WithoutOperation = Omit<Fault, 'operation'>;
    const field = (name: string, value?: string): WithoutOperation => ({
      fault: 'field',
      field: name,
      ...(value !== undefined && { value }),
    });

    /** Beside the cases of tests/soak/fault-matrix.ts: the verdict all the same, or an error that says what was wrong. */
    const faults: Record<string, [WithoutOperation, expected: 'survived' | RegExp]> = {
      'throttled, once': [{ fault: 'throttled', requests: [1] }, 'survived'],
      'throttled, always': [{ fault: 'throttled' }, /sts:AssumeRole: Throttling: Rate exceeded/],
      "the Arn of another account's session": [
        field('Arn', `arn:aws:sts::${member.id}:assumed-role/${memberRoleName}/aws-config-rule`),
        /AssumedRoleUser\.Arn: expected /,
      ],
      'an empty AccessKeyId': [field('AccessKeyId', ''), /Credentials\.AccessKeyId: expected /],
      "another's AccessKeyId": [
        field('AccessKeyId', 'AKIAOTHER'),
        /iam:GetAccountSummary: InvalidClientTokenId: The security token included in the request is invalid\./,
      ],
      "another's SessionToken": [
        field('SessionToken', 'of-somebody-else'),
        /iam:GetAccountSummary: InvalidClientTokenId: /,
      ],
      'no Expiration': [field('Expiration'), 'survived'],
      'an Expiration that is past': [field('Expiration', '2020-01-01T00:00:00Z'), 'survived'],
      'an Expiration that is none': [
        field('Expiration', 'soon'),
        /sts:AssumeRole: TypeError: Invalid RFC3339/,
      ],
    };

    const accounts = Object.values(faults).map(([fault], index) =>
      anAccount({
        id: `${300_000_000_000 + index}`,
        organization,
        faults: [{ operation: 'sts:AssumeRole', ...fault }],
      }),
    );
    let ends: { readonly error: string | undefined; readonly shown: string | undefined }[];
    let logged: string;

    before(async () => {
      const aws = await start(deployed.template, { timeoutSeconds: 10 });
      aws.deployCentrally(home, accounts, {});
      ends = await pMap(
        accounts,
        async (account) => {
          const error = await aws.evaluate(account).then(
            () => undefined,
            (failure: Error) => failure.message,
          );
          return { error, shown: (await readCompliance(aws, account))?.complianceType };
        },
        { concurrency: 12 },
      );
      logged = log;
    });

    for (const [index, [name, [, expected]]] of Object.entries(faults).entries()) {
      it(`${name}: ${expected === 'survived' ? 'the verdict all the same' : 'an error, and no verdict'}`, () => {
        const { error, shown } = ends[index] ?? {};
        if (expected === 'survived') {
          expect([error, shown]).to.deep.equal([undefined, 'NOT_APPLICABLE']);
        } else {
          expect(error)
            .to.match(/^No verdict for account 3000000000\d\d\. /)
            .and.match(expected);
          expect(shown).to.equal(undefined);
        }
      });
    }

    it('tells no secret in the log', () => {
      expect(logged.trim().split('\n')).to.have.length(accounts.length);
      expect(logged).to.not.match(/result-token-|secret-|token-[0-9A-F]{32}|ASIA/);
    });
  });
});
