import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { toHtml } from '../../../../cli/report/html/page.ts';
import type { Outcome } from '../../../../cli/report/model.ts';
import {
  aReport,
  compliant,
  excluded,
  failed,
  HOSTILE_NAMES,
  nonCompliant,
  notApplicable,
  oneOfEach,
  suspended,
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

  it('shows where the report comes from', () => {
    const html = toHtml(aReport(oneOfEach, { incomplete: 'The list ended early.' }));
    for (const fact of [
      '<time datetime="2026-07-13T21:50:00.373Z">13 July 2026, 21:50 UTC</time>',
      'Organization o-a1b2c3d4e5, management account 111122223333',
      'root sessions (sts:AssumeRoot)',
      '<code>allowVirtualMfa=true</code><code>allowMemberCredentials=true (default)</code><code>credentialFreeCompliance=NOT_APPLICABLE (default)</code>',
      '<code>npm run evaluate</code>',
      '<strong>The list of accounts is not complete.</strong> The list ended early.',
    ]) {
      expect(html).to.include(fact);
    }
    expect(toHtml(aReport(oneOfEach))).to.not.include('not complete');
  });

  it('shows what needs action first, with reason, evidence, devices, next step and the page of AWS', () => {
    const evidence = {
      mfaEnabled: true,
      credentials: { password: true, accessKeys: false, signingCertificates: false },
      mfaDevices: [{ kind: 'virtual' }, { kind: 'hardware token' }],
    } as const;
    const annotation = 'Remove the virtual device.';
    const html = toHtml(
      aReport([compliant(), nonCompliant({ reason: 'virtual-mfa-assigned', annotation, evidence })]),
    );
    expect(html).to.include(
      '<summary><h3>Virtual MFA, which is not allowed <code>virtual-mfa-assigned</code></h3> <span>1 account</span></summary>\n' +
        '<p>Remove the virtual device.</p>\n<p class="links">Next step: ' +
        '<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-fido-mfa-for-root.html">Register a passkey or security key</a></p>\n',
    );
    expect(html).to.include(
      '<tr><th scope="row"><bdi>payments</bdi><code>444455556666</code></th><td>MFA on; virtual, hardware token; password</td></tr>',
    );
    expect(html.indexOf('payments')).to.be.below(html.indexOf('security</bdi>'));
  });

  it('lists accounts that were not evaluated and failures, with their cause', () => {
    const html = toHtml(aReport(oneOfEach));
    expect(html).to.include('<bdi>old</bdi><code>888899990000</code></th><td>SUSPENDED</td>');
    expect(html).to.include(
      '<summary><h3>sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.</h3> <span>1 account</span>',
    );
    const leftOut = toHtml(aReport([excluded, excluded, suspended]));
    expect(leftOut).to.include('</th><td>not evaluated: excluded</td>');
    expect(leftOut).to.include('<p>2 not evaluated: excluded. AWS Organizations ');
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

  it('leads to central deletion first in member accounts', () => {
    const html = toHtml(
      aReport([nonCompliant(), nonCompliant({ accountId: '111122223333' })], {
        members: new Set(['444455556666']),
      }),
    );
    const [, member = '', own = ''] = html.split('<p class="links">');
    expect(own)
      .to.match(/^Next step: <a [^>]+>Enable MFA for the root user<\/a><\/p>/)
      .and.to.include('111122223333');
    expect(member)
      .to.match(/^Next step: <a [^>]+>Delete root credentials centrally<\/a> or <a [^>]+>Enable MFA/)
      .and.to.include('444455556666');
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
    const html = toHtml(aReport(oneOfEach));
    const hash = (text = '') => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    const style = html.match(/<style>(.*)<\/style>/s)?.[1];
    const script = html.match(/<script>(.*)<\/script>/s)?.[1];
    expect(html).to.include(
      `content="default-src &#39;none&#39;; style-src ${hash(style)}; script-src ${hash(script)}; ` +
        'base-uri &#39;none&#39;; form-action &#39;none&#39;"',
    );
    expect(html).to.not.match(/<(link|img|iframe|object|base)\b| style=| on\w+=| src=|@import|@font-face/);
    const addresses = [...html.matchAll(/(?:https?:)?\/\/[^"\s<]+/g)].map(([address]) => address);
    for (const address of addresses) {
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
    const { about } = aReport([]);
    const named = { ...about, scope: text, access: text, parameters: [text] };
    return bodyOf(toHtml({ about: named, outcomes, incomplete: text }));
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
    const keys = nonCompliant({
      accountName: 'a-name-of-thirty-two-characters-',
      annotation: `${'The root user has a password, access keys and signing certificates but no MFA. '.padEnd(256, 'x')}`,
    });
    for (const outcome of [nonCompliant(), compliant(), failed({ error: 'x'.repeat(300) })]) {
      expect(Buffer.byteLength(toHtml(aReport(Array(10_000).fill(outcome))))).to.be.below(5_000_000);
    }
    expect(Buffer.byteLength(toHtml(aReport(Array(1_000).fill(keys))))).to.be.below(600_000);
  });
});
