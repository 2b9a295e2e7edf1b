import { expect } from 'chai';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as textOf } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { visit } from 'unist-util-visit';
import { guideFor } from '../../../cli/report/guidance.ts';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import { visibleText } from '../../../watch/visible-text.ts';
import {
  aReport,
  compliant,
  excluded,
  failed,
  HOSTILE_NAMES,
  nonCompliant,
  oneOfEach,
} from './report-fixture.ts';

describe('cli/report/markdown', () => {
  it('shows the whole report', () => {
    expect(toMarkdown(aReport(oneOfEach)).split('\n')).to.deep.equal([
      '# Root user MFA',
      '',
      '**1 of 5 accounts needs action.** 1 got no verdict.',
      '',
      '| Verdict | Accounts |',
      '| --- | --- |',
      '| COMPLIANT | 1 |',
      '| NON_COMPLIANT | 1 |',
      '| NOT_APPLICABLE | 1 |',
      '| FAILED | 1 |',
      '| SUSPENDED | 1 |',
      '',
      '## Accounts that need action',
      '',
      '**1 account:** **Password or keys without MFA** (`credentials-without-mfa`): The root user has a password but no ' +
        'MFA. Sign in as the root user and enable MFA; or, in a member account, delete its root credentials centrally. ' +
        '[Enable MFA for the root user](https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html)',
      '',
      '| Account | Name | Evidence |',
      '| --- | --- | --- |',
      '| 444455556666 | `payments` | MFA off; password |',
      '',
      '## Accounts without a verdict',
      '',
      '**1 account:** `sts:AssumeRole: AccessDenied: Not authorized. The role is not in the account.`',
      '',
      '| Account | Name |',
      '| --- | --- |',
      '| 999900001111 | `new` |',
      '',
      '## Other accounts',
      '',
      '| Account | Name | Verdict | Evidence |',
      '| --- | --- | --- | --- |',
      '| 222233334444 | `security` | COMPLIANT | MFA on; passkey or security key, hardware token; password |',
      '| 777788889999 | `sandbox` | NOT_APPLICABLE | MFA off; no credentials; member account |',
      '',
      '## Accounts that were not evaluated',
      '',
      '| Account | Name | State |',
      '| --- | --- | --- |',
      '| 888899990000 | `old` | SUSPENDED |',
      '',
      '2026-07-13T21:50:00.373Z, `npm run evaluate` · `Organization o-a1b2c3d4e5, management account 111122223333` · ' +
        '`root sessions (sts:AssumeRoot)` · `allowVirtualMfa=true, allowMemberCredentials=true (default), credentialFreeCompliance=NOT_APPLICABLE (default)`',
      '',
    ]);
  });

  it('says that no action is needed, and shows no empty table', () => {
    const text = toMarkdown(aReport([compliant()]));
    expect(text).to.include('**No action is needed** in 1 account.');
    expect(text.match(/^## .*$/gm)).to.deep.equal(['## Other accounts']);
  });

  it('warns where the list of accounts is not complete', () => {
    const text = toMarkdown(aReport([compliant()], { incomplete: 'It ended at <b>.' }));
    expect(text).to.include('> [!WARNING]\n> The list of accounts is not complete. `It ended at <b>.`');
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
    const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    expect(tree.children.filter(({ type }) => type === 'table')).to.have.lengthOf(3);
  });

  it('leads to central deletion first in member accounts', () => {
    const outcomes = [nonCompliant(), nonCompliant({ accountId: '111122223333' })];
    const text = toMarkdown(aReport(outcomes, { members: new Set(['444455556666']) }));
    const [member, own] = text.split('**1 account:**').slice(1);
    expect(own).to.include('| 111122223333 |').and.to.not.include('Delete root credentials centrally');
    expect(member).to.match(/\[Delete root credentials centrally\]\(.+\) or \[Enable MFA/);
  });

  it('names and counts the accounts that were left out', () => {
    const text = toMarkdown(aReport([excluded]));
    expect(text).to.include('| not evaluated: excluded | 1 |');
    expect(text).to.include('| 555500006666 | `left out` | not evaluated: excluded |');
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
      const tree = fromMarkdown(toMarkdown(aReport(outcomes, { incomplete: name })), {
        extensions: [gfm()],
        mdastExtensions: [gfmFromMarkdown()],
      });
      const urls: string[] = [];
      const rows: string[][] = [];
      const leads: string[] = [];
      visit(tree, (node) => {
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
