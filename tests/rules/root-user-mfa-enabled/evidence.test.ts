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
    const read: [string, Record<string, number>, object][] = [
      [
        'nothing there',
        summary,
        {
          mfaEnabled: false,
          credentials: { password: false, accessKeys: false, signingCertificates: false },
        },
      ],
      [
        'everything there',
        {
          AccountMFAEnabled: 1,
          AccountPasswordPresent: 1,
          AccountAccessKeysPresent: 2,
          AccountSigningCertificatesPresent: 1,
        },
        { mfaEnabled: true, credentials: { password: true, accessKeys: true, signingCertificates: true } },
      ],
      [
        'credentials not reported',
        { AccountMFAEnabled: 0 },
        {
          mfaEnabled: false,
          credentials: { password: undefined, accessKeys: undefined, signingCertificates: undefined },
        },
      ],
    ];
    for (const [name, values, expected] of read) {
      it(`reads: ${name}`, async () => {
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
    const odd = [
      ...['yes', '-1', '1.5', '2', 'Infinity', HUGE].flatMap((value) =>
        flags.map((key) => [key, value] as const),
      ),
      ...['yes', '-1', '1.5', 'Infinity', HUGE].flatMap((value) =>
        counts.map((key) => [key, value] as const),
      ),
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
      const error = await rejection(root.accountSummary());
      expect({ name: error.name, message: error.message }).to.deep.equal({
        name: 'AccessDenied',
        message: 'no',
      });
    });
  });

  describe('organizationRole', () => {
    const organization = (id: string) => ({
      body: JSON.stringify({ Organization: { Id: 'o-1', MasterAccountId: id } }),
    });

    it('management: the organization names this account', async () => {
      expect(await (await evidence([organization(account.id)])).organizationRole()).to.equal('management');
      expect(requests()).to.deep.equal([{ operation: 'DescribeOrganization', body: '{}' }]);
      expect(actions()).to.deep.equal(['organizations:DescribeOrganization']);
    });

    it('member: the organization names another', async () => {
      expect(await (await evidence([organization('999999999999')])).organizationRole()).to.equal('member');
    });

    it('none: AWSOrganizationsNotInUseException', async () => {
      const body = JSON.stringify({ __type: 'AWSOrganizationsNotInUseException', Message: 'not a member' });
      expect(await (await evidence([{ status: 400, body }])).organizationRole()).to.equal('none');
    });

    it('passes the error of a denied call on unchanged', async () => {
      const body = JSON.stringify({ __type: 'AccessDeniedException', Message: 'no' });
      const error = await rejection((await evidence([{ status: 400, body }])).organizationRole());
      expect(error.name).to.equal('AccessDeniedException');
    });

    const refused: [string, object, string][] = [
      ['no organization', {}, 'answer.Organization: expected a value, got nothing'],
      [
        'no account',
        { Organization: { Id: 'o-1' } },
        'answer.Organization.MasterAccountId: expected a value, got nothing',
      ],
      [
        'an invalid account ID',
        { Organization: { MasterAccountId: '1111222233334' } },
        'answer.Organization.MasterAccountId: expected a 12-digit account id, got "1111222233334"',
      ],
    ];
    for (const [name, answer, message] of refused) {
      it(`refuses ${name}`, async () => {
        const root = await evidence([{ body: JSON.stringify(answer) }]);
        expect((await rejection(root.organizationRole())).message).to.equal(message);
      });
    }
  });

  it("gives the account's partition without a call", async () => {
    const root = await evidence([], { ...account, partition: 'aws-us-gov' });
    expect(root.partition).to.equal('aws-us-gov');
    expect(requests()).to.deep.equal([]);
  });
});
