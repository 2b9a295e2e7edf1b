import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { accountSummaryXml, queryErrorXml } from '../../scripted-aws.ts';
import { account, evidenceOfEachTest } from './evidence-fixture.ts';

/** More than a double holds exactly: the SDK reads it as another number. */
const HUGE = '99999999999999999999';
const summary = {
  Users: 3,
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountAccessKeysPresent: 0,
  AccountSigningCertificatesPresent: 0,
};

describe('rules/root-user-mfa-enabled/evidence', () => {
  const { evidence, actions, requests } = evidenceOfEachTest();

  describe('accountSummary', () => {
    const facts = (mfaEnabled: boolean, present: boolean | undefined) => ({
      mfaEnabled,
      credentials: { password: present, accessKeys: present, signingCertificates: present },
    });
    const all = {
      AccountMFAEnabled: 1,
      AccountPasswordPresent: 1,
      AccountAccessKeysPresent: 2,
      AccountSigningCertificatesPresent: 1,
    };
    const read: Record<string, [values: Record<string, number>, expected: object]> = {
      'no credentials': [summary, facts(false, false)],
      'all credentials': [all, facts(true, true)],
      'credentials that are not reported': [{ AccountMFAEnabled: 0 }, facts(false, undefined)],
    };
    for (const [name, [values, expected]] of Object.entries(read)) {
      it(`reads ${name}`, async () => {
        const answer = await (await evidence([{ body: accountSummaryXml(values) }])).accountSummary();
        expect(answer).to.deep.equal(expected);
        expect(requests()).to.deep.equal([
          { operation: 'GetAccountSummary', body: 'Action=GetAccountSummary&Version=2010-05-08' },
        ]);
        expect(actions()).to.deep.equal(['iam:GetAccountSummary']);
      });
    }

    const flags = ['AccountMFAEnabled', 'AccountPasswordPresent'];
    const counts = ['AccountAccessKeysPresent', 'AccountSigningCertificatesPresent'];
    const oddNumbers = ['yes', '-1', '1.5', 'Infinity', HUGE];
    const odd = [
      ...flags.flatMap((key) => [...oddNumbers, '2'].map((value) => [key, value] as const)),
      ...counts.flatMap((key) => oddNumbers.map((value) => [key, value] as const)),
    ];
    for (const [key, value] of odd) {
      it(`refuses ${key} ${value}`, async () => {
        const root = await evidence([{ body: accountSummaryXml({ ...summary, [key]: value }) }]);
        const error = await rejection(root.accountSummary());
        expect(error.message).to.match(
          new RegExp(`^answer.SummaryMap.${key}: expected .+, got (-?[\\d.]+|NaN|Infinity)$`),
        );
      });
    }

    it('refuses an answer without AccountMFAEnabled', async () => {
      const { AccountMFAEnabled: _, ...rest } = summary;
      const root = await evidence([{ body: accountSummaryXml(rest) }]);
      expect((await rejection(root.accountSummary())).message).to.equal(
        'answer.SummaryMap.AccountMFAEnabled: expected a value, got nothing',
      );
    });

    it('refuses an answer without SummaryMap', async () => {
      const root = await evidence([
        { body: '<GetAccountSummaryResponse><GetAccountSummaryResult/></GetAccountSummaryResponse>' },
      ]);
      expect((await rejection(root.accountSummary())).message).to.equal(
        'answer.SummaryMap: expected a value, got nothing',
      );
    });

    it('passes the error of a denied call on unchanged', async () => {
      const root = await evidence([{ status: 403, body: queryErrorXml('AccessDenied', 'no') }]);
      expect(await rejection(root.accountSummary())).to.include({ name: 'AccessDenied', message: 'no' });
    });
  });

  describe('organizationRole', () => {
    const ofManagement = (id: unknown) => ({ Organization: { Id: 'o-1', MasterAccountId: id } });
    const roleFrom = async (answer: object, status = 200) =>
      (await evidence([{ status, body: JSON.stringify(answer) }])).organizationRole();

    it('is management if the organization names this account', async () => {
      expect(await roleFrom(ofManagement(account.id))).to.equal('management');
      expect(requests()).to.deep.equal([{ operation: 'DescribeOrganization', body: '{}' }]);
      expect(actions()).to.deep.equal(['organizations:DescribeOrganization']);
    });

    it('is member if the organization names another account', async () => {
      expect(await roleFrom(ofManagement('999999999999'))).to.equal('member');
    });

    it('is none if AWS answers AWSOrganizationsNotInUseException', async () => {
      expect(await roleFrom({ __type: 'AWSOrganizationsNotInUseException' }, 400)).to.equal('none');
    });

    it('passes the error of a denied call on unchanged', async () => {
      const error = await rejection(roleFrom({ __type: 'AccessDeniedException', Message: 'no' }, 400));
      expect(error.name).to.equal('AccessDeniedException');
    });

    const refused: [answer: object, message: string][] = [
      [{}, 'answer.Organization: expected a value, got nothing'],
      [ofManagement(undefined), 'answer.Organization.MasterAccountId: expected a value, got nothing'],
      [
        ofManagement('1111222233334'),
        'answer.Organization.MasterAccountId: expected a 12-digit account id, got "1111222233334"',
      ],
    ];
    for (const [answer, message] of refused) {
      it(`refuses ${JSON.stringify(answer)}`, async () => {
        expect((await rejection(roleFrom(answer))).message).to.equal(message);
      });
    }
  });

  it("gives the account's partition without a call", async () => {
    const root = await evidence([], { ...account, partition: 'aws-us-gov' });
    expect(root.partition).to.equal('aws-us-gov');
    expect(requests()).to.deep.equal([]);
  });
});
