import { expect } from 'chai';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { DescribedRootUser } from '../../embedded-aws/services/root-user.ts';
import { deployedPackage } from '../deployed.ts';
import {
  centralFunctionOfEachTest,
  DEVICES,
  home,
  member,
  ORGANIZATION,
  organization,
  REPORT,
  rootUser,
  SUMMARY,
  withDevices,
} from './central-fixture.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

/** The verdict with allowVirtualMfa false, and the calls for it in the function's own account. */
type Deserved = readonly [complianceType: string, reason: string, operations: readonly string[]];

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

/** Root users of every kind, and what a member account with such a one deserves. */
const kinds: [DescribedRootUser, Deserved][] = [
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
  const { asked, runs, start } = centralFunctionOfEachTest();

  describe('of an organization of 200 accounts', () => {
    const kindOf = (index: number) => kinds[index % kinds.length] as [DescribedRootUser, Deserved];
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

    const parameters: [given: Record<string, string>, rootUser: DescribedRootUser, complianceType: string][] =
      [
        [{}, withDevices('virtual'), 'COMPLIANT'],
        [{ allowVirtualMfa: 'false' }, withDevices('virtual'), 'NON_COMPLIANT'],
        [{ allowMemberCredentials: 'false' }, withDevices('hardware'), 'NON_COMPLIANT'],
        [{}, bareRootUser, 'NOT_APPLICABLE'],
        [{ credentialFreeCompliance: 'COMPLIANT' }, bareRootUser, 'COMPLIANT'],
      ];
    for (const [given, user, complianceType] of parameters) {
      it(`goes by the organization rule's parameters: ${complianceType} with ${JSON.stringify(given)}`, async () => {
        const evaluated = anAccount({ ...member, rootUser: user });
        const aws = await start();
        aws.deployCentrally(home, [evaluated], given);
        await aws.evaluate(evaluated);
        expect((await readCompliance(aws, evaluated))?.complianceType).to.equal(complianceType);
      });
    }

    const partitions: [partition: string, region: string, user: DescribedRootUser | null, reason: string][] =
      [
        ['aws-us-gov', 'us-gov-west-1', rootUser({ accessKeys: 1 }), 'govcloud-credentials-without-mfa'],
        ['aws-us-gov', 'us-gov-west-1', bareRootUser, 'govcloud-without-credentials'],
        ['aws-cn', 'cn-north-1', null, 'china-without-root-user'],
      ];
    for (const [partition, region, user, reason] of partitions) {
      it(`works in ${partition}: ${reason}`, async () => {
        const evaluated = anAccount({ ...member, partition, region, rootUser: user });
        const aws = await start();
        aws.deployCentrally({ ...home, partition, region }, [evaluated], {});
        await aws.evaluate(evaluated);
        expect(runs().map(({ accountId, reason, awsCalls }) => [accountId, reason, awsCalls])).to.deep.equal([
          [evaluated.id, reason, 3],
        ]);
      });
    }

    const needs = 'A central function needs MEMBER_ROLE_NAME and an organization';
    it('cannot be deployed outside of an organization', async () => {
      const aws = await start();
      expect(() => aws.deployCentrally({ ...home, organization: null }, [member], {})).to.throw(Error, needs);
    });

    it('cannot be deployed from a package without the name of a role', async () => {
      const aws = await start((await deployedPackage()).template);
      expect(() => aws.deployCentrally(home, [member], {})).to.throw(Error, needs);
    });
  });
});
