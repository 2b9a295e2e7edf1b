import { expect } from 'chai';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import {
  centralFunctionOfEachTest,
  member,
  memberRoleName,
  organization,
  shownBy,
} from './central-fixture.ts';
import { anAccount } from './fixtures.ts';

describe('one central function', () => {
  const { deploy, log } = centralFunctionOfEachTest();

  describe('when assuming the role goes wrong', () => {
    type WithoutOperation = Omit<Fault, 'operation'>;
    const field = (name: string, value?: string): WithoutOperation => ({
      ...{ fault: 'field', field: name },
      ...(value !== undefined && { value }),
    });

    /** Faults that tests/soak/fault-matrix.ts does not have. */
    const faults: Record<string, [WithoutOperation, expected: 'survived' | RegExp]> = {
      'throttled, once': [{ fault: 'throttled', requests: [1] }, 'survived'],
      'throttled, always': [{ fault: 'throttled' }, /sts:AssumeRole: Throttling: Rate exceeded/],
      "the Arn of another account's session": [
        field('Arn', `arn:aws:sts::${member.id}:assumed-role/${memberRoleName}/aws-config-rule`),
        /AssumedRoleUser\.Arn: expected /,
      ],
      'an empty AccessKeyId': [field('AccessKeyId', ''), /Credentials\.AccessKeyId: expected /],
      'the AccessKeyId of another session': [
        field('AccessKeyId', 'AKIAOTHER'),
        /iam:GetAccountSummary: InvalidClientTokenId: The security token included in the request is invalid\./,
      ],
      'the SessionToken of another session': [
        field('SessionToken', 'of-somebody-else'),
        /iam:GetAccountSummary: InvalidClientTokenId: /,
      ],
      'no Expiration': [field('Expiration'), 'survived'],
      'an Expiration that is past': [field('Expiration', '2020-01-01T00:00:00Z'), 'survived'],
      'an invalid Expiration': [field('Expiration', 'soon'), /sts:AssumeRole: TypeError: Invalid RFC3339/],
    };

    const accounts = Object.values(faults).map(([fault], index) =>
      anAccount({
        id: `${300_000_000_000 + index}`,
        organization,
        faults: [{ operation: 'sts:AssumeRole', ...fault }],
      }),
    );
    let ends: [outcome: string, shown: string | undefined][];
    let logged: string;

    before(async () => {
      const aws = await deploy(accounts);
      const outcomes = await evaluateAccounts(aws, accounts, () => {});
      const shown = await Promise.all(accounts.map((account) => readCompliance(aws, account)));
      ends = outcomes.map((outcome, index) => [shownBy(outcome), shown[index]?.complianceType]);
      logged = log();
    });

    for (const [index, [name, [, expected]]] of Object.entries(faults).entries()) {
      it(`${name}: ${expected === 'survived' ? 'a verdict' : 'an error, and no verdict'}`, () => {
        const [outcome, shown] = ends[index] ?? [];
        if (expected === 'survived') {
          expect([outcome, shown]).to.deep.equal(['NOT_APPLICABLE', 'NOT_APPLICABLE']);
        } else {
          expect(outcome)
            .to.match(/^No verdict for account 3000000000\d\d\. /)
            .and.match(expected);
          expect(shown).to.equal(undefined);
        }
      });
    }

    it('logs no secret', () => {
      expect(logged.trim().split('\n')).to.have.length(accounts.length);
      expect(logged).to.not.match(/result-token-|secret-|token-[0-9A-F]{32}|ASIA/);
    });
  });
});
