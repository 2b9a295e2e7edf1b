import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { toHtml } from '../../../../cli/report/html/page.ts';
import type { Outcome } from '../../../../cli/report/model.ts';
import {
  aReport,
  compliant,
  failed,
  HOSTILE_NAMES,
  nonCompliant,
  notApplicable,
  wholeReport,
} from '../report-fixture.ts';

/** The page without its style and script, which are the same whatever the report. */
const bodyOf = (html: string) =>
  html
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<script>(?:(?!<script>).)*<\/script>\n<\/body>/s, '</body>');

describe('cli/report/html/page', () => {
  const headlines: [outcomes: readonly Outcome[], headline: string][] = [
    [[nonCompliant(), compliant()], '1 of 2 accounts needs action'],
    [[nonCompliant(), nonCompliant(), compliant(), failed()], '2 of 4 accounts need action'],
    [[nonCompliant()], '1 account needs action'],
    [[nonCompliant(), nonCompliant()], '2 accounts need action'],
    [[compliant(), failed()], '1 account without a verdict'],
    [[compliant(), notApplicable()], 'No account needs action'],
    [[], 'No accounts were evaluated'],
  ];
  for (const [outcomes, headline] of headlines) {
    it(`begins with: ${headline}`, () =>
      expect(toHtml(aReport(outcomes))).to.include(`<h1>${headline}</h1>`));
  }

  const page = toHtml(wholeReport);
  const facts: Record<string, string> = {
    'the time': '<time datetime="2026-07-13T21:50:00.373Z">13 July 2026, 21:50 UTC</time>',
    'the scope': '<dd>Organization o-a1b2c3d4e5, management account 111122223333</dd>',
    'the access': '<dd>root sessions (sts:AssumeRoot)</dd>',
    'the parameters':
      '<code>allowVirtualMfa=true</code><code>allowMemberCredentials=true (default)</code><code>credentialFreeCompliance=NOT_APPLICABLE (default)</code>',
    'the command': '<code>npm run evaluate</code>',
    'that accounts are missing':
      '<strong>The list of accounts is not complete.</strong> It ended at &lt;b&gt;.',
    'what has changed':
      '<p class="scope">Since the previous report: 1 new, 1 solved, 1 of which nothing is known now.</p>',
    'an account that is solved': '<li><bdi>security</bdi> <code>222233334444</code></li>',
    'the reason of a finding':
      '<summary><h3>Password or keys without MFA <code>credentials-without-mfa</code></h3> <span>1 account</span></summary>\n' +
      `<p>${nonCompliant().annotation}</p>\n<p class="links">Next step: <a `,
    'central deletion first in a member account':
      'Next step: <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html">Delete root credentials centrally (npm run delete:root-credentials)</a> or ' +
      '<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html">Enable MFA for the root user</a>',
    'a new account': '<code>444455556666</code></th><td><strong>new:</strong> MFA off; password</td>',
    'an account that is not new':
      '<bdi>a member</bdi><code>111100002222</code></th><td>MFA off; no virtual device; password; devices ',
    'the cause of a failure':
      '<summary><h3>sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.</h3> <span>1 account</span>',
    'a verdict that needs no action':
      '<bdi>security</bdi><code>222233334444</code></th><td>MFA is on <code>mfa-enabled</code></td><td>MFA on; passkey',
    'an account that its organization has suspended': '<code>888899990000</code></th><td>SUSPENDED</td>',
    'an account that was left out': '<code>555500006666</code></th><td>not evaluated: excluded</td>',
    'how many were left out':
      '<p>1 not evaluated: excluded. 1 not evaluated: interrupted. AWS Organizations ',
  };
  for (const [name, fact] of Object.entries(facts)) {
    it(`shows ${name}`, () => expect(page).to.include(fact));
  }

  it('shows its sections in the order of action, and none that is empty', () => {
    const titles = (html: string) => html.match(/(?<=<h2>(<svg.*<\/svg>)?)[^<]+/g);
    expect(titles(page)).to.deep.equal([
      'Accounts that need action',
      'Accounts without a verdict',
      'Solved since the previous report',
      'Compliant accounts',
      'Accounts to which the rule does not apply',
      'Accounts that were not evaluated',
      'About this report',
    ]);
    const bare = toHtml(aReport([]));
    expect(titles(bare)).to.deep.equal(['About this report']);
    expect(bare).to.not.match(/not complete|previous/);
  });

  it('shows a text that several accounts share once, above them, the highest risk first', () => {
    const virtual = { mfaEnabled: true, mfaDevices: [{ kind: 'virtual' }] } as const;
    const outcomes = Array.from({ length: 60 }, (_, index) => {
      const accountId = `${100_000_000_000 + index}`;
      if (index % 3 === 0) return nonCompliant({ accountId, annotation: 'Virtual.', evidence: virtual });
      if (index % 3 === 1) return nonCompliant({ accountId, annotation: 'Password.' });
      return { accountId, accountName: 'denied', error: `Denied in ${accountId}.` };
    });
    const html = toHtml(aReport(outcomes));
    for (const text of ['Virtual.', 'Password.', 'Denied in ACCOUNT_ID.']) {
      expect(html.split(text), text).to.have.lengthOf(2);
    }
    expect(html.match(/<span>20 accounts<\/span>/g)).to.have.lengthOf(3);
    expect(html.match(/<code>1\d{11}<\/code>/g)).to.have.lengthOf(60);
    expect(html.indexOf('Password.')).to.be.below(html.indexOf('Virtual.'));
  });

  it('shows the counts as parts of a bar, with patterns and in words', () => {
    const html = toHtml(
      aReport([...Array(997).fill(compliant()), nonCompliant(), failed(), notApplicable()]),
    );
    expect(html).to.include('aria-label="1 NON_COMPLIANT, 1 FAILED, 997 COMPLIANT, 1 NOT_APPLICABLE"');
    const widths = [...html.matchAll(/<rect class="\w+" x="[\d.]+%" width="([\d.]+)%"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).to.have.lengthOf(4);
    expect(Math.min(...widths)).to.be.above(0.5);
    expect(widths.reduce((sum, width) => sum + width, 0)).to.be.closeTo(100, 0.1);
    expect(html.match(/fill="url\(#(stripes|dots)\)"/g)).to.have.lengthOf(2);
  });

  it('lets the browser take its own style and script, and nothing else', () => {
    const hash = (text = '') => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    const style = page.match(/<style>(.*)<\/style>/s)?.[1];
    const script = page.match(/<script>(.*)<\/script>/s)?.[1];
    expect(page).to.include(
      `content="default-src &#39;none&#39;; style-src ${hash(style)}; script-src ${hash(script)}; ` +
        'base-uri &#39;none&#39;; form-action &#39;none&#39;"',
    );
    expect(page).to.not.match(/<(link|img|iframe|object|base)\b| style=| on\w+=| src=|@import|@font-face/);
    for (const [address] of page.matchAll(/(?:https?:)?\/\/[^"\s<]+/g)) {
      if (!address.startsWith('// ')) expect(address).to.match(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });

  /** A page in which each text from outside is this one. */
  function pageOf(text: string): string {
    const outcomes = [
      nonCompliant({ accountName: text, annotation: text, evidence: { mfaDevicesError: text } }),
      compliant({ accountName: text }),
      failed({ accountName: text, error: text }),
      { accountId: '888899990000', accountName: text, state: text },
    ];
    const about = { ...wholeReport.about, scope: text, access: text, parameters: [text] };
    return bodyOf(toHtml({ about, outcomes, incomplete: text }));
  }
  const tagsIn = (html: string) => html.match(/<[a-z/!?]/gi)?.length;

  for (const [kind, name] of Object.entries(HOSTILE_NAMES)) {
    it(`escapes every text that it is given: ${kind}`, () => {
      // The mark shows that each text is there, and keeps the page from leaving out an empty one.
      const page = pageOf(`${name}\u{1f9ea}`);
      expect(page.match(/\u{1f9ea}/gu)).to.have.lengthOf(13);
      expect(tagsIn(page)).to.equal(tagsIn(pageOf('harmless')));
      expect(page.replaceAll(/[\n\u200d]/g, '')).to.not.match(/[\p{Cc}\p{Cf}]|undefined|\[object/u);
    });
  }

  it('holds 10,000 accounts in less than 5 MB, also where each needs action', () => {
    const long = nonCompliant({ accountName: 'n'.repeat(32), annotation: 'x'.repeat(256) });
    for (const outcome of [nonCompliant(), compliant(), failed({ error: 'x'.repeat(300) })]) {
      expect(Buffer.byteLength(toHtml(aReport(Array(10_000).fill(outcome))))).to.be.below(5_000_000);
    }
    expect(Buffer.byteLength(toHtml(aReport(Array(1_000).fill(long))))).to.be.below(600_000);
  });
});
