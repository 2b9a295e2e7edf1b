import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { formatOutcomes } from '../../../cli/terminal/outcomes.ts';
import type { Outcome } from '../../../embedded-aws/compliance.ts';

function outcome(accountName: string, complianceType: string, annotation = 'As it is.'): Outcome {
  return {
    accountId: '111122223333',
    accountName,
    complianceType,
    annotation,
    orderingTimestamp: '2026-07-13T21:50:00.373Z',
  };
}

const failure = (accountName: string, error = 'No verdict.'): Outcome => ({
  accountId: '444455556666',
  accountName,
  error,
});

const good = outcome('good', 'COMPLIANT');
const bad = outcome('bad', 'NON_COMPLIANT');
const apart = outcome('apart', 'NOT_APPLICABLE');
const failed = failure('failed');

/** The text as a person reads it, whether this terminal has colours or not. */
const plain = (outcomes: readonly Outcome[], columns?: number) =>
  stripVTControlCharacters(formatOutcomes(outcomes, columns));

const tableOf = (text: string) => text.split('\n\n')[0]?.split('\n') ?? [];

describe('cli/terminal/outcomes', () => {
  it('prints a table, a summary and the next step', () => {
    const long = outcome('a-longer-name', 'NON_COMPLIANT', 'The root user has a password but no MFA.');
    expect(plain([good, long])).to.equal(
      [
        'ACCOUNT       NAME           COMPLIANCE     ANNOTATION',
        '111122223333  good           COMPLIANT      As it is.',
        '111122223333  a-longer-name  NON_COMPLIANT  The root user has a password but no MFA.',
        '',
        '2 accounts: 1 COMPLIANT, 1 NON_COMPLIANT',
        '',
        'Each NON_COMPLIANT annotation ends in the next action; docs/rules/root-user-mfa-enabled.md has the steps.',
        'Your own accounts: npm start -- --organization FILE. In AWS: npx serverless deploy',
        '',
      ].join('\n'),
    );
  });

  it('shows a failure with its error', () => {
    expect(tableOf(plain([failure('broken', 'iam:GetAccountSummary: denied')]))[1]).to.equal(
      '444455556666  broken  FAILED      iam:GetAccountSummary: denied',
    );
  });

  const summaries: Record<string, [Outcome[], expected: string]> = {
    'one account': [[good], '1 account: 1 COMPLIANT'],
    'accounts of each kind': [
      [failed, apart, bad, good, bad],
      '5 accounts: 1 COMPLIANT, 2 NON_COMPLIANT, 1 NOT_APPLICABLE, 1 FAILED',
    ],
    'failures alone': [[failed, failed], '2 accounts: 2 FAILED'],
  };
  for (const [name, [outcomes, expected]] of Object.entries(summaries)) {
    it(`counts ${name}`, () => {
      expect(plain(outcomes).split('\n\n')[1]).to.equal(expected);
    });
  }

  const nextSteps: Record<string, [Outcome[], start: string]> = {
    'nothing, where all is well': [[good, apart], 'Nothing to do here.'],
    'the annotations, where an account is NON_COMPLIANT': [[good, bad], 'Each NON_COMPLIANT annotation'],
    'the failures before all else': [[good, bad, failed], 'FAILED accounts got no verdict'],
  };
  for (const [name, [outcomes, start]] of Object.entries(nextSteps)) {
    it(`points to ${name}`, () => {
      expect(plain(outcomes).split('\n\n')[2]?.slice(0, start.length)).to.equal(start);
    });
  }

  const words = Array.from({ length: 40 }, (_, index) => `word${index}`);
  const wordy = outcome('wordy', 'NON_COMPLIANT', words.join(' '));

  /** The annotation, put together again from the lines that it was folded to. */
  const unfold = (text: string) =>
    tableOf(text)
      .slice(1)
      .join(' ')
      .match(/word\d+/g);

  it('leaves a long annotation on its line where there is no terminal', () => {
    expect(tableOf(plain([wordy]))).to.have.length(2);
    expect(unfold(plain([wordy]))).to.deep.equal(words);
  });

  for (const columns of [80, 120, 200]) {
    it(`folds a long annotation to a terminal of ${columns} columns`, () => {
      const text = plain([wordy], columns);
      const widest = Math.max(...tableOf(text).map((line) => line.length));
      expect(widest).to.be.within(columns - 10, columns);
      expect(unfold(text)).to.deep.equal(words);
    });
  }

  it('leaves a narrow terminal enough width to read', () => {
    const text = plain([wordy], 20);
    expect(tableOf(text).length).to.be.within(6, 12);
    expect(unfold(text)).to.deep.equal(words);
  });

  it('leaves no blanks at the ends of lines', () => {
    expect(plain([good, wordy, failed], 80)).to.not.match(/ \n/);
  });

  describe('colours', () => {
    const { FORCE_COLOR, NO_COLOR, NODE_DISABLE_COLORS } = process.env;

    beforeEach(() => {
      delete process.env['NO_COLOR'];
      delete process.env['NODE_DISABLE_COLORS'];
      process.env['FORCE_COLOR'] = '1';
    });

    afterEach(() => {
      delete process.env['FORCE_COLOR'];
      Object.assign(process.env, {
        ...(FORCE_COLOR !== undefined && { FORCE_COLOR }),
        ...(NO_COLOR !== undefined && { NO_COLOR }),
        ...(NODE_DISABLE_COLORS !== undefined && { NODE_DISABLE_COLORS }),
      });
    });

    const colours: Record<string, [Outcome, coloured: string]> = {
      'COMPLIANT green': [good, '\u001b[32mCOMPLIANT\u001b[39m'],
      'NON_COMPLIANT red': [bad, '\u001b[31mNON_COMPLIANT\u001b[39m'],
      'NOT_APPLICABLE dim': [apart, '\u001b[2mNOT_APPLICABLE\u001b[22m'],
      'FAILED bold and red': [failed, '\u001b[1m\u001b[31mFAILED\u001b[39m\u001b[22m'],
    };
    for (const [name, [given, coloured]] of Object.entries(colours)) {
      it(`paints ${name}`, () => {
        expect(formatOutcomes([given], undefined)).to.include(coloured);
      });
    }

    it('do not change the layout', () => {
      const outcomes = [good, bad, apart, failed, wordy];
      const coloured = stripVTControlCharacters(formatOutcomes(outcomes, 100));
      process.env['FORCE_COLOR'] = '0';
      expect(coloured).to.equal(formatOutcomes(outcomes, 100));
    });
  });
});
