import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import stringWidth from 'string-width';
import type { Outcome } from '../../../cli/report/model.ts';
import { toScreen } from '../../../cli/report/screen.ts';
import { aScreen } from '../terminal/a-screen.ts';
import {
  aReport,
  compliant,
  excluded,
  failed,
  HOSTILE_NAMES,
  interrupted,
  nonCompliant,
  oneOfEach,
} from './report-fixture.ts';

const nextStep = () => 'Next: follow the step below each NON_COMPLIANT account, then run the command again.';

/** The screen without colours, line by line. */
function screen(outcomes: readonly Outcome[], columns?: number, asListed = false): string[] {
  const text = toScreen(aReport(outcomes), { stream: aScreen(columns), asListed, nextStep });
  return stripVTControlCharacters(text).split('\n');
}

describe('cli/report/screen', () => {
  it('folds texts at 80 columns, and leaves out the reasons', () => {
    const lines = screen(oneOfEach, 80);
    expect(lines.slice(0, 8)).to.deep.equal([
      'ACCOUNT       NAME      COMPLIANCE      EVIDENCE',
      '444455556666  payments  NON_COMPLIANT   MFA off; password',
      '    The root user has a password but no MFA. Sign in as the root user and enable',
      '    MFA; or, in a member account, delete its root credentials centrally.',
      '999900001111  new       FAILED',
      '    sts:AssumeRole: AccessDenied: Not authorized. The role is not in the',
      '    account.',
      '222233334444  security  COMPLIANT',
    ]);
    expect(lines).to.include('Next: follow the step below each NON_COMPLIANT account, then run the command');
  });

  it('shows accounts that need action first, with reasons at 120 columns', () => {
    expect(screen(oneOfEach, 120)).to.deep.equal([
      'ACCOUNT       NAME      COMPLIANCE      REASON                      EVIDENCE',
      '444455556666  payments  NON_COMPLIANT   credentials-without-mfa     MFA off; password',
      '    The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, delete',
      '    its root credentials centrally.',
      '999900001111  new       FAILED',
      '    sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.',
      '222233334444  security  COMPLIANT       mfa-enabled',
      '    MFA on; passkey or security key, hardware token; password',
      '777788889999  sandbox   NOT_APPLICABLE  member-without-credentials  MFA off; no credentials; member account',
      '888899990000  old       SUSPENDED',
      '',
      '5 accounts: 1 COMPLIANT, 1 NON_COMPLIANT, 1 NOT_APPLICABLE, 1 FAILED, 1 SUSPENDED',
      '',
      'Next: follow the step below each NON_COMPLIANT account, then run the command again.',
      '',
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

  it('keeps the listed order if asked to', () => {
    const ids = screen(oneOfEach, 80, true)
      .filter((line) => /^\d{12} /.test(line))
      .map((line) => line.slice(0, 12));
    expect(ids).to.deep.equal(oneOfEach.map(({ accountId }) => accountId));
  });

  const denied = (accountId: string) => ({
    accountId,
    accountName: 'denied',
    error: `Denied: arn:aws:iam::${accountId}:role/Audit. ${'Deploy the role. '.repeat(6).trim()}`,
  });
  const repeated = [
    nonCompliant({ accountId: '100000000001' }),
    denied('100000000002'),
    nonCompliant({ accountId: '100000000003', annotation: 'Another.' }),
    denied('100000000004'),
    nonCompliant({ accountId: '100000000005' }),
  ];

  it('prints a text that several accounts share once, above them', () => {
    expect(screen(repeated, 120).slice(1, 11)).to.deep.equal([
      '    The next 2 accounts: The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a',
      '    member account, delete its root credentials centrally.',
      '100000000001  payments  NON_COMPLIANT  credentials-without-mfa  MFA off; password',
      '100000000005  payments  NON_COMPLIANT  credentials-without-mfa  MFA off; password',
      '100000000003  payments  NON_COMPLIANT  credentials-without-mfa  MFA off; password',
      '    Another.',
      '    The next 2 accounts: Denied: arn:aws:iam::ACCOUNT_ID:role/Audit. Deploy the role. Deploy the role. Deploy the role.',
      '    Deploy the role. Deploy the role. Deploy the role.',
      '100000000002  denied    FAILED',
      '100000000004  denied    FAILED',
    ]);
  });

  it('prints a shared text below the first account if the accounts keep their listed order', () => {
    const lines = screen(repeated, undefined, true);
    expect(lines.slice(7, 10)).to.deep.equal([
      '100000000004  denied    FAILED',
      '    The same as 100000000002.',
      '100000000005  payments  NON_COMPLIANT  credentials-without-mfa  MFA off; password',
    ]);
    expect(lines[10]).to.equal('    The same as 100000000001.');
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

  it('names and counts the accounts that were left out or not reached', () => {
    expect(screen([excluded, interrupted, excluded], 120)).to.deep.equal([
      'ACCOUNT       NAME      COMPLIANCE   REASON  EVIDENCE',
      '555500006666  left out  EXCLUDED             not evaluated: excluded',
      '555500007777  late      INTERRUPTED          not evaluated: interrupted',
      '555500006666  left out  EXCLUDED             not evaluated: excluded',
      '',
      '3 accounts: 2 not evaluated: excluded, 1 not evaluated: interrupted',
      '',
      ...screen([], 120).slice(-2),
    ]);
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

  for (const [kind, accountName] of Object.entries(HOSTILE_NAMES)) {
    it(`prints nothing that a terminal obeys, with a name that has ${kind}`, () => {
      const outcomes = [
        nonCompliant({ accountName, annotation: accountName }),
        failed({ error: accountName }),
      ];
      const text = toScreen(aReport(outcomes), { stream: aScreen(80), asListed: false, nextStep });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours, and they alone
      const rest = text.replaceAll(/\u001b\[(1|2|22|31|32|39)m|\n|\u200d/g, '');
      expect(rest).to.not.match(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    });
  }
});
