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
  shownBy,
  withDevices,
} from './central-fixture.ts';
import { type AccountChanges, anAccount, bareRootUser } from './fixtures.ts';

/** The verdict with allowVirtualMfa false, and the calls for it in the function's own account. */
type Deserved = readonly [complianceType: string, reason: string, operations: readonly string[]];

const unprotected: Deserved = ['NON_COMPLIANT', 'credentials-without-mfa', [SUMMARY, REPORT]];
const virtual: Deserved = ['NON_COMPLIANT', 'virtual-mfa-assigned', [SUMMARY, DEVICES, REPORT]];
const safe: Deserved = ['COMPLIANT', 'no-virtual-mfa', [SUMMARY, DEVICES, REPORT]];
const viaOrganization = [SUMMARY, ORGANIZATION, REPORT];
const bareMember: Deserved = ['NOT_APPLICABLE', 'member-without-credentials', viaOrganization];
const bareManagement: Deserved = ['NON_COMPLIANT', 'management-without-credentials', viaOrganization];

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
  const { asked, close, deploy, runs, start } = centralFunctionOfEachTest();

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
      const aws = await deploy(accounts, { allowVirtualMfa: 'false' }, accounts[1]);
      const outcomes = await evaluateAccounts(aws, accounts, () => {});

      const shown = outcomes.map((outcome) => [outcome.accountId, shownBy(outcome)]);
      expect(shown).to.deep.equal(accounts.map((account) => [account.id, deservedBy(account)[0]]));
      const logged = runs().map((run) => [run.accountId, run.complianceType, run.reason, run.awsCalls]);
      expect(logged).to.have.deep.members(
        accounts.map((account) => {
          const [complianceType, reason] = deservedBy(account);
          return [account.id, complianceType, reason, operationsFor(account).length];
        }),
      );
      expect(asked().sort()).to.deep.equal(accounts.flatMap(operationsFor).sort());
    });
  });

  describe('of a few accounts', () => {
    it('has its own rule in its account, and the organization rule in the others', async () => {
      const aws = await deploy([home, member]);
      expect(aws.ruleNameIn(home)).to.equal('root-user-mfa-enabled');
      expect(aws.ruleNameIn(member)).to.equal('OrgConfigRule-root-user-mfa-enabled-10000000');
    });

    it('asks for the evidence in its order in its own account, also where the list of accounts leaves it out', async () => {
      await (await deploy([])).evaluate(home);
      expect(asked()).to.deep.equal(viaOrganization);
    });

    it('works in the management account', async () => {
      const management = anAccount({ id: organization.managementAccountId, organization });
      const accounts = [management, home, member];
      const aws = await deploy(accounts, {}, management);
      const outcomes = await evaluateAccounts(aws, accounts, () => {});
      expect(outcomes.map(shownBy)).to.deep.equal(['NON_COMPLIANT', 'NOT_APPLICABLE', 'NOT_APPLICABLE']);
    });

    const govCloud = { partition: 'aws-us-gov', region: 'us-gov-west-1' };
    const china = { partition: 'aws-cn', region: 'cn-north-1', rootUser: null };
    const cases: [AccountChanges, given: Record<string, string>, complianceType: string, reason: string][] = [
      [
        { rootUser: withDevices('hardware') },
        { allowMemberCredentials: 'false' },
        'NON_COMPLIANT',
        'member-with-credentials',
      ],
      [{}, { credentialFreeCompliance: 'COMPLIANT' }, 'COMPLIANT', 'member-without-credentials'],
      [govCloud, {}, 'NOT_APPLICABLE', 'govcloud-without-credentials'],
      [china, {}, 'NOT_APPLICABLE', 'china-without-root-user'],
    ];
    for (const [changes, given, complianceType, reason] of cases) {
      const { partition, region } = anAccount(changes);
      it(`is ${complianceType} with ${reason} in ${partition}, given ${JSON.stringify(given)}`, async () => {
        const evaluated = anAccount({ ...member, rootUser: bareRootUser, ...changes });
        const aws = await deploy([evaluated], given, { ...home, partition, region });
        await aws.evaluate(evaluated);
        expect((await readCompliance(aws, evaluated))?.complianceType).to.equal(complianceType);
        expect(runs().map((run) => run.reason)).to.deep.equal([reason]);
      });
    }

    it('cannot be deployed outside of an organization, or from a package without the name of a role', async () => {
      const needs = 'A central function needs MEMBER_ROLE_NAME and an organization';
      const aws = await start();
      expect(() => aws.deployCentrally({ ...home, organization: null }, [member], {})).to.throw(Error, needs);
      await close();
      const single = await start(await deployedPackage());
      expect(() => single.deployCentrally(home, [member], {})).to.throw(Error, needs);
    });
  });
});
