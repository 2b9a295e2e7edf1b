import { expect } from 'chai';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import { centralFunctionOfEachTest, organization, shownBy } from './central-fixture.ts';
import { anAccount } from './fixtures.ts';

/** Answers to AssumeRole that tests/soak/fault-matrix.ts does not have; without an error, the account gets its verdict. */
const answers: Record<string, [field: string, value?: string, error?: RegExp]> = {
  'an empty AccessKeyId': ['AccessKeyId', '', /Credentials\.AccessKeyId: expected /],
  'the AccessKeyId of another session': [
    'AccessKeyId',
    'AKIAOTHER',
    /iam:GetAccountSummary: InvalidClientTokenId: The security token included in the request is invalid\./,
  ],
  'the SessionToken of another session': [
    'SessionToken',
    'of-somebody-else',
    /iam:GetAccountSummary: InvalidClientTokenId: /,
  ],
  'no Expiration': ['Expiration'],
  'an Expiration that is past': ['Expiration', '2020-01-01T00:00:00Z'],
  'an invalid Expiration': ['Expiration', 'soon', /sts:AssumeRole: TypeError: Invalid RFC3339/],
};

describe('one central function', () => {
  const { deploy, log } = centralFunctionOfEachTest();

  describe('when the answer to AssumeRole has', () => {
    const accounts = Object.values(answers).map(([field, value], index) => {
      const fault = {
        operation: 'sts:AssumeRole',
        fault: 'field',
        field,
        ...(value !== undefined && { value }),
      };
      return anAccount({ id: `${300_000_000_000 + index}`, organization, faults: [fault as never] });
    });
    let ends: [outcome: string, shown: string | undefined][];
    let logged: string;

    before(async () => {
      const aws = await deploy(accounts);
      const outcomes = await evaluateAccounts(aws, accounts, () => {});
      const shown = await Promise.all(accounts.map((account) => readCompliance(aws, account)));
      ends = outcomes.map((outcome, index) => [shownBy(outcome), shown[index]?.complianceType]);
      logged = log();
    });

    for (const [index, [name, [, , error]]] of Object.entries(answers).entries()) {
      it(`${name}, the account has ${error === undefined ? 'its verdict' : 'an error, and no verdict'}`, () => {
        const [outcome, shown] = ends[index] ?? [];
        expect(shown).to.equal(error === undefined ? 'NOT_APPLICABLE' : undefined);
        expect(outcome).to.match(error ?? /^NOT_APPLICABLE$/);
        if (error !== undefined) expect(outcome).to.match(/^No verdict for account 3000000000\d\d\. /);
      });
    }

    it('any of these, the function logs no secret', () => {
      expect(logged.trim().split('\n')).to.have.length(accounts.length);
      expect(logged).to.not.match(/result-token-|secret-|token-[0-9A-F]{32}|ASIA/);
    });
  });
});
