import { expect } from 'chai';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as textOf } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { visit } from 'unist-util-visit';
import { guideFor } from '../../../cli/report/guidance.ts';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import { visibleText } from '../../../watch/visible-text.ts';
import { aReport, compliant, failed, HOSTILE_NAMES, nonCompliant, wholeReport } from './report-fixture.ts';

const parse = (markdown: string) =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

function table(head: string, ...rows: string[]): string {
  return [head, head.replaceAll(/[^|]+/g, ' --- ').trim(), ...rows].map((row) => `| ${row} |`).join('\n');
}

describe('cli/report/markdown', () => {
  it('shows the whole report', () => {
    const { annotation } = nonCompliant();
    const pages = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
    expect(toMarkdown(wholeReport).trimEnd().split('\n\n')).to.deep.equal([
      '# Root user MFA',
      '**2 of 8 accounts need action.** 1 got no verdict.',
      '> [!WARNING]\n> The list of accounts is not complete. `It ended at <b>.`',
      'Since the previous report: 1 new, 1 solved, 1 of which nothing is known now.',
      table(
        'Verdict | Accounts',
        'COMPLIANT | 1',
        'NON_COMPLIANT | 2',
        'NOT_APPLICABLE | 1',
        'FAILED | 1',
        'not evaluated: excluded | 1',
        'not evaluated: interrupted | 1',
        'SUSPENDED | 1',
      ),
      '## Accounts that need action',
      `**1 account:** **Password or keys without MFA** (\`credentials-without-mfa\`): ${annotation} [Delete root credentials centrally (npm run delete:root-credentials)](${pages}/id_root-user-privileged-task.html) or [Enable MFA for the root user](${pages}/enable-mfa-for-root.html)`,
      table(
        'Account | Name | Evidence',
        '111100002222 | `a member` | MFA off; no virtual device; password; devices not listed: `denied, "twice"`',
      ),
      `**1 account:** **Password or keys without MFA** (\`credentials-without-mfa\`): ${annotation} [Enable MFA for the root user](${pages}/enable-mfa-for-root.html)`,
      table('Account | Name | Evidence', '444455556666 | `payments` | **new:** MFA off; password'),
      '## Accounts without a verdict',
      '**1 account:** `sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.`',
      table('Account | Name', '999900001111 | `new`'),
      '## Solved since the previous report',
      table('Account | Name | Verdict', '222233334444 | `security` | COMPLIANT'),
      '## Other accounts',
      table(
        'Account | Name | Verdict | Evidence',
        '222233334444 | `security` | COMPLIANT | MFA on; passkey or security key, hardware token; password',
        '777788889999 | `sandbox` | NOT_APPLICABLE | MFA off; no credentials; member account',
      ),
      '## Accounts that were not evaluated',
      table(
        'Account | Name | State',
        '888899990000 | `old` | SUSPENDED',
        '555500006666 | `left out` | not evaluated: excluded',
        '555500007777 | `late` | not evaluated: interrupted',
      ),
      '2026-07-13T21:50:00.373Z, `npm run evaluate` · `Organization o-a1b2c3d4e5, management account 111122223333` · `root sessions (sts:AssumeRoot)` · `allowVirtualMfa=true, allowMemberCredentials=true (default), credentialFreeCompliance=NOT_APPLICABLE (default)`',
    ]);
  });

  it('says that no action is needed, and shows nothing that is empty', () => {
    const text = toMarkdown(aReport([compliant()]));
    expect(text).to.include('**No action is needed** in 1 account.\n\n| Verdict |');
    expect(text.match(/^## .*$/gm)).to.deep.equal(['## Other accounts']);
  });

  it('prints a text that several accounts share once, and folds many accounts', () => {
    const accounts = (count: number, annotation: string) =>
      Array.from({ length: count }, (_, index) =>
        nonCompliant({ accountId: `${100_000_000_000 + index}`, annotation }),
      );
    const text = toMarkdown(aReport([...accounts(10, 'Ten.'), ...accounts(11, 'Eleven.')]));
    expect(text.match(/Ten\./g)).to.have.lengthOf(1);
    expect(text.match(/Eleven\./g)).to.have.lengthOf(1);
    expect(text.match(/^\| \d{12} /gm)).to.have.lengthOf(21);
    expect(text.match(/^<.*$/gm)).to.deep.equal([
      '<details><summary>The 11 accounts</summary>',
      '</details>',
    ]);
    expect(parse(text).children.filter(({ type }) => type === 'table')).to.have.lengthOf(3);
  });

  const long = 'AccessDenied: '.repeat(70);
  const many = {
    'accounts of all kinds': [...Array(8_000).fill(nonCompliant()), ...Array(8_000).fill(compliant())],
    'long errors': Array.from({ length: 3_000 }, (_, index) => failed({ error: `${index} ${long}` })),
    'long names in a script of three bytes': Array(3_000).fill(
      compliant({ accountName: '\u65e5'.repeat(250) }),
    ),
  };
  for (const [kind, outcomes] of Object.entries(many)) {
    it(`stays below the 1 MiB that a job summary holds, and counts what is left out: ${kind}`, () => {
      const text = toMarkdown(aReport(outcomes));
      expect(Buffer.byteLength(text)).to.be.within(900_000, 1_000_000);
      const shown = text.match(/^\| \d{12} /gm)?.length ?? 0;
      const leftOut = [...text.matchAll(/^(\d+) more are left out here\./gm)].map(([, count]) =>
        Number(count),
      );
      expect(shown + leftOut.reduce((sum, count) => sum + count, 0)).to.equal(outcomes.length);
      expect(leftOut.length).to.be.above(0);
    });
  }

  const hostile = {
    ...HOSTILE_NAMES,
    'an e-mail address': 'root@example.com',
    addresses: 'http://example.com www.example.com mailto:a@example.com <https://example.com>',
    backticks: '``a` | root@example.com | ```',
    'a backslash before the end of a cell': 'a\\| root@example.com \\',
    'ends of cells': '|||a|',
  };
  for (const [kind, name] of Object.entries(hostile)) {
    it(`keeps every text in its cell, and shows markup as text: ${kind}`, () => {
      const evidence = { mfaEnabled: true, mfaDevicesError: name };
      const outcomes = [
        nonCompliant({ accountName: name, evidence }),
        failed({ accountName: name, error: name }),
      ];
      const urls: string[] = [];
      const rows: string[][] = [];
      const leads: string[] = [];
      visit(parse(toMarkdown(aReport(outcomes, { incomplete: name }))), (node) => {
        expect(node.type).to.not.be.oneOf(['html', 'image', 'emphasis', 'delete', 'footnoteReference']);
        if (node.type === 'paragraph') leads.push(textOf(node));
        if (node.type === 'link') urls.push(node.url);
        if (node.type === 'tableRow') rows.push(node.children.map((cell) => textOf(cell)));
      });
      expect(urls).to.deep.equal([guideFor('credentials-without-mfa').url]);
      const shown = visibleText(name).trim();
      const [first, second] = rows.filter(([id = '']) => /^\d{12}$/.test(id));
      expect(first?.slice(1)).to.deep.equal([shown, `MFA on; devices not listed: ${shown}`.trim()]);
      expect(second?.slice(1)).to.deep.equal([shown]);
      if (shown !== '') expect(leads).to.include(`1 account: ${shown}`);
    });
  }
});
