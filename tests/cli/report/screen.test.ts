import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import stringWidth from 'string-width';
import type { Outcome } from '../../../cli/report/model.ts';
import { toScreen } from '../../../cli/report/screen.ts';
import { aScreen } from '../terminal/a-screen.ts';
import { compliant, failed, HOSTILE_NAMES, nonCompliant, oneOfEach, wholeReport } from './report-fixture.ts';

const nextStep = () => 'Next: follow the step below each NON_COMPLIANT account, then run the command again.';

/** The screen without colours, line by line. */
function screen(outcomes: readonly Outcome[], columns?: number, asListed = false): string[] {
  const report = { ...wholeReport, outcomes };
  const text = toScreen(report, { stream: aScreen(columns), asListed, nextStep });
  return stripVTControlCharacters(text).split('\n');
}

describe('cli/report/screen', () => {
  it('folds texts at 80 columns, and leaves out the reasons', () => {
    const lines = screen(oneOfEach, 80);
    expect(lines.slice(0, 4)).to.deep.equal([
      'ACCOUNT       NAME      COMPLIANCE      EVIDENCE',
      '444455556666  payments  NON_COMPLIANT   MFA off; password',
      '    The root user has a password but no MFA. Sign in as the root user and enable',
      '    MFA; or, in a member account, delete its root credentials centrally.',
    ]);
    expect(lines).to.include('Next: follow the step below each NON_COMPLIANT account, then run the command');
  });

  it('shows the whole report at 120 columns: reasons, accounts that need action first, and a shared text once', () => {
    expect(screen(wholeReport.outcomes, 120)).to.deep.equal([
      'ACCOUNT       NAME      COMPLIANCE      REASON                      EVIDENCE',
      '    The next 2 accounts: The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a',
      '    member account, delete its root credentials centrally.',
      '111100002222  a member  NON_COMPLIANT   credentials-without-mfa',
      '    MFA off; no virtual device; password; devices not listed: denied, "twice"',
      '444455556666  payments  NON_COMPLIANT   credentials-without-mfa     MFA off; password',
      '999900001111  new       FAILED',
      '    sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.',
      '222233334444  security  COMPLIANT       mfa-enabled',
      '    MFA on; passkey or security key, hardware token; password',
      '777788889999  sandbox   NOT_APPLICABLE  member-without-credentials  MFA off; no credentials; member account',
      '888899990000  old       SUSPENDED',
      '555500006666  left out  EXCLUDED                                    not evaluated: excluded',
      '555500007777  late      INTERRUPTED                                 not evaluated: interrupted',
      '',
      '8 accounts: 1 COMPLIANT, 2 NON_COMPLIANT, 1 NOT_APPLICABLE, 1 FAILED, 1 not evaluated: excluded, 1 not evaluated:',
      'interrupted, 1 SUSPENDED',
      '',
      'Since the previous report: 1 new, 1 solved, 1 of which nothing is known now.',
      '',
      nextStep(),
      '',
    ]);
  });

  it('keeps the listed order if asked to, with a shared text below the first account', () => {
    const lines = screen(wholeReport.outcomes, undefined, true);
    const ids = lines.flatMap((line) => line.match(/^\d{12}/) ?? []);
    expect(ids).to.deep.equal(wholeReport.outcomes.map(({ accountId }) => accountId));
    expect(lines[2]).to.equal(`    ${nonCompliant().annotation}`);
    expect(lines.slice(8, 10)).to.deep.equal([
      '444455556666  payments  NON_COMPLIANT   credentials-without-mfa     MFA off; password',
      '    The same as 111100002222.',
    ]);
  });

  it('folds and cuts nothing if the output is not a terminal', () => {
    const long = nonCompliant({ accountName: 'n'.repeat(60) });
    expect(screen([compliant(), long]).slice(0, 4)).to.deep.equal([
      `ACCOUNT       NAME${' '.repeat(48)}COMPLIANCE     REASON                   EVIDENCE`,
      `444455556666  ${'n'.repeat(60)}  NON_COMPLIANT  credentials-without-mfa  MFA off; password`,
      `    ${long.annotation}`,
      `222233334444  security${' '.repeat(44)}COMPLIANT      mfa-enabled              MFA on; passkey or security key, hardware token; password`,
    ]);
  });

  it("names no account in a text that several share, and puts one's own text below it", () => {
    const denied = (accountId: string) => ({ ...failed({ error: `Denied in ${accountId}.` }), accountId });
    const outcomes = [
      denied('100000000002'),
      nonCompliant({ annotation: 'Another.' }),
      denied('100000000004'),
    ];
    expect(screen(outcomes, 80).slice(1, 6)).to.deep.equal([
      '444455556666  payments  NON_COMPLIANT  MFA off; password',
      '    Another.',
      '    The next 2 accounts: Denied in ACCOUNT_ID.',
      '100000000002  new       FAILED',
      '100000000004  new       FAILED',
    ]);
  });

  it('lists a password without MFA first, then a password that can come back, then virtual MFA', () => {
    const credentials = { password: true, accessKeys: false, signingCertificates: false };
    const none = { ...credentials, password: false };
    const evidence = [
      { mfaEnabled: true, credentials },
      { mfaEnabled: false, credentials: none },
      { mfaEnabled: false, credentials },
    ];
    const outcomes = evidence.map((evidence, index) =>
      nonCompliant({ accountId: `10000000000${index}`, annotation: `${index}`, evidence }),
    );
    const ids = screen(outcomes, 80).flatMap((line) => line.match(/^\d{12}/) ?? []);
    expect(ids).to.deep.equal(['100000000002', '100000000001', '100000000000']);
  });

  it('counts zero accounts', () => {
    expect(screen([], 80)[2]).to.equal('0 accounts');
  });

  for (const columns of [40, 80, 120, 200]) {
    for (const [kind, accountName] of Object.entries(HOSTILE_NAMES)) {
      it(`stays within ${columns} columns, and in its columns, with a name that has ${kind}`, () => {
        const outcomes = [nonCompliant({ accountName }), compliant(), failed({ error: accountName })];
        const lines = screen(outcomes, columns);
        for (const line of lines) expect(stringWidth(line), line).to.be.at.most(columns);
        const states = lines.flatMap((line) => {
          const at = line.search(/(COMPLIANCE|NON_COMPLIANT|COMPLIANT|FAILED)( |$)/);
          return at < 0 || /^ /.test(line) ? [] : [stringWidth(line.slice(0, at))];
        });
        expect(new Set(states.slice(0, 4)).size).to.equal(1);
      });
    }
  }
});
