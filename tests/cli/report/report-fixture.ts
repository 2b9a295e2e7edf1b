import type { Evaluated, Outcome, Report } from '../../../cli/report/model.ts';

const none = { password: false, accessKeys: false, signingCertificates: false };
const password = { ...none, password: true };

export const nonCompliant = (changes: Partial<Evaluated> = {}): Evaluated => ({
  accountId: '444455556666',
  accountName: 'payments',
  complianceType: 'NON_COMPLIANT',
  reason: 'credentials-without-mfa',
  annotation:
    'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, ' +
    'delete its root credentials centrally.',
  evidence: { mfaEnabled: false, credentials: password },
  ...changes,
});

export const compliant = (changes: Partial<Evaluated> = {}): Evaluated => ({
  accountId: '222233334444',
  accountName: 'security',
  complianceType: 'COMPLIANT',
  reason: 'mfa-enabled',
  annotation: 'The root user has MFA enabled.',
  evidence: {
    mfaEnabled: true,
    credentials: password,
    mfaDevices: [{ kind: 'passkey or security key' }, { kind: 'hardware token' }],
  },
  ...changes,
});

export const notApplicable = (changes: Partial<Evaluated> = {}): Evaluated => ({
  accountId: '777788889999',
  accountName: 'sandbox',
  complianceType: 'NOT_APPLICABLE',
  reason: 'member-without-credentials',
  annotation: "This member account's root user has no credentials: MFA is neither possible nor necessary.",
  evidence: { mfaEnabled: false, credentials: none, organizationRole: 'member' },
  ...changes,
});

export const failed = (changes: { accountName?: string; error?: string } = {}): Outcome => ({
  accountId: '999900001111',
  accountName: 'new',
  error: 'sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.',
  ...changes,
});

export const suspended: Outcome = { accountId: '888899990000', accountName: 'old', state: 'SUSPENDED' };

export const excluded: Outcome = {
  accountId: '555500006666',
  accountName: 'left out',
  state: 'EXCLUDED',
};
export const interrupted: Outcome = {
  accountId: '555500007777',
  accountName: 'late',
  state: 'INTERRUPTED',
};

/** One account of each kind, not in the order of action. */
export const oneOfEach: readonly Outcome[] = [
  compliant(),
  suspended,
  failed(),
  notApplicable(),
  nonCompliant(),
];

export function aReport(outcomes: readonly Outcome[], changes: Partial<Report> = {}): Report {
  return {
    about: {
      command: 'npm run evaluate',
      evaluatedAt: new Date('2026-07-13T21:50:00.373Z'),
      scope: 'Organization o-a1b2c3d4e5, management account 111122223333',
      access: 'root sessions (sts:AssumeRoot)',
      parameters: ['allowVirtualMfa=true'],
    },
    outcomes,
    ...changes,
  };
}

/** A report that holds everything that one can hold. */
export const wholeReport = aReport(
  [
    nonCompliant({
      accountId: '111100002222',
      accountName: 'a member',
      evidence: { ...nonCompliant().evidence, virtualMfaDevice: false, mfaDevicesError: 'denied, "twice"' },
    }),
    ...oneOfEach,
    excluded,
    interrupted,
  ],
  {
    incomplete: 'It ended at <b>.',
    members: new Set(['111100002222']),
    changes: { appeared: new Set(['444455556666']), solved: [compliant()], unknown: ['123412341234'] },
  },
);

/** Names that try to break a layout or to be obeyed. */
export const HOSTILE_NAMES = {
  script: '<script>alert(1)</script>',
  'an attribute': `"' onmouseover=alert(1) <img src=x onerror=alert(2)>`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a name that looks like a template
  'a template': '<%= it.script %>{{7*7}}${7*7}',
  'an entity': '&lt;b&gt;&#60;&amp;',
  'a closing tag': '</td></tr></table></body>--><!--',
  'a screen that clears': '\u001b[2J\u001b[31mred\u009b1A\u0007',
  'a link of a terminal': '\u001b]8;;https://example.com\u001b\\here\u001b]8;;\u001b\\',
  'line breaks': 'one\r\ntwo\u2028three\u0085four',
  'a direction that turns': 'invoice\u202egnp.exe\u2066\u2069\u200f',
  '250 letters': 'x'.repeat(250),
  'wide letters': '日本語のアカウント名前は幅が広い'.repeat(6),
  emoji: '👨‍👩‍👧‍👦🏳️‍🌈👍🏽'.repeat(12),
  'heaps of marks': `Z${'\u0301\u0302\u0303'.repeat(80)}algo`,
  'half a letter': 'a\ud800b',
  nothing: '',
  blanks: '\u00a0\u2003 \t',
  'a formula': '=HYPERLINK("https://example.com","x")',
  'a table of Markdown': '| a | b |\n|---|---|\n# [x](https://example.com) ![y](z) @everyone `code` **bold**',
} as const;
