import { expect } from 'chai';
import { rootUserEvidence } from '../../../rules/root-user-mfa-enabled/evidence.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, account, accountSummaryXml, awsOfEachTest, queryErrorXml } from '../../scripted-aws.ts';

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
  const { answering, actions, requests } = awsOfEachTest();
  const evidence = async (answers: readonly Answer[], of = account) =>
    rootUserEvidence({ ...(await answering(...answers)), account: of });

  describe('accountSummary', () => {
    const read = async (body: string, status = 200) => (await evidence([{ status, body }])).accountSummary();
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
    const summaries: Record<string, [values: Record<string, number>, expected: object]> = {
      'no credentials': [summary, facts(false, false)],
      'all credentials': [all, facts(true, true)],
      'credentials that are not reported': [{ AccountMFAEnabled: 0 }, facts(false, undefined)],
    };
    for (const [name, [values, expected]] of Object.entries(summaries)) {
      it(`reads ${name}`, async () => {
        expect(await read(accountSummaryXml(values))).to.deep.equal(expected);
        expect(requests()).to.deep.equal([
          { operation: 'GetAccountSummary', body: 'Action=GetAccountSummary&Version=2010-05-08' },
        ]);
        expect(actions()).to.deep.equal(['iam:GetAccountSummary']);
      });
    }

    const oddNumbers = ['yes', '-1', '1.5', 'Infinity', HUGE];
    const odd: Record<string, readonly string[]> = {
      AccountMFAEnabled: [...oddNumbers, '2'],
      AccountPasswordPresent: [...oddNumbers, '2'],
      AccountAccessKeysPresent: oddNumbers,
      AccountSigningCertificatesPresent: oddNumbers,
    };
    for (const [key, values] of Object.entries(odd)) {
      for (const value of values) {
        it(`refuses ${key} ${value}`, async () => {
          const error = await rejection(read(accountSummaryXml({ ...summary, [key]: value })));
          expect(error.message).to.match(
            new RegExp(`^answer.SummaryMap.${key}: expected .+, got (-?[\\d.]+|NaN|Infinity)$`),
          );
        });
      }
    }

    const incomplete = {
      'SummaryMap.AccountMFAEnabled': accountSummaryXml({ Users: 3, AccountPasswordPresent: 0 }),
      SummaryMap: '<GetAccountSummaryResponse><GetAccountSummaryResult/></GetAccountSummaryResponse>',
    };
    for (const [field, body] of Object.entries(incomplete)) {
      it(`refuses an answer without ${field}`, async () => {
        const { message } = await rejection(read(body));
        expect(message).to.equal(`answer.${field}: expected a value, got nothing`);
      });
    }

    it('passes the error of a denied call on unchanged', async () => {
      const error = await rejection(read(queryErrorXml('AccessDenied', 'no'), 403));
      expect(error.cause).to.include({ name: 'AccessDenied', message: 'no' });
    });
  });

  describe('organizationRole', () => {
    const ofManagement = (id: unknown) => ({ Organization: { Id: 'o-1', MasterAccountId: id } });
    const roleFrom = async (answer: object, status = 200) =>
      (await evidence([{ status, body: JSON.stringify(answer) }])).organizationRole();

    const roles: [name: string, answer: object, status: number, role: string][] = [
      ['the organization names this account', ofManagement(account.id), 200, 'management'],
      ['the organization names another account', ofManagement('999999999999'), 200, 'member'],
      ['there is no organization', { __type: 'AWSOrganizationsNotInUseException' }, 400, 'none'],
    ];
    for (const [name, answer, status, role] of roles) {
      it(`is ${role} if ${name}`, async () => {
        expect(await roleFrom(answer, status)).to.equal(role);
        expect(requests()).to.deep.equal([{ operation: 'DescribeOrganization', body: '{}' }]);
        expect(actions()).to.deep.equal(['organizations:DescribeOrganization']);
      });
    }

    it('passes the error of a denied call on unchanged', async () => {
      const error = await rejection(roleFrom({ __type: 'AccessDeniedException', Message: 'no' }, 400));
      expect(error.cause).to.have.property('name', 'AccessDeniedException');
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
