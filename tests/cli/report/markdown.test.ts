import { expect } from 'chai';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import { aReport, compliant, failed, HOSTILE_NAMES, nonCompliant, oneOfEach } from './report-fixture.ts';

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
      '| Account | Name | Evidence | Next step |',
      '| --- | --- | --- | --- |',
      '| 444455556666 | payments | MFA off; password | The root user has a password but no MFA. Sign in as the root user ' +
        'and enable MFA; or, in a member account, delete its root credentials centrally. ' +
        '[Enable MFA for the root user](https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html) |',
      '',
      '## Accounts without a verdict',
      '',
      '| Account | Name | Cause |',
      '| --- | --- | --- |',
      '| 999900001111 | new | sts&#58;AssumeRole: AccessDenied: Not authorized. The role is not in the account. |',
      '',
      '## Other accounts',
      '',
      '| Account | Name | Verdict | Evidence |',
      '| --- | --- | --- | --- |',
      '| 222233334444 | security | COMPLIANT | MFA on; passkey or security key, hardware token; password |',
      '| 777788889999 | sandbox | NOT_APPLICABLE | MFA off; no credentials; member account |',
      '',
      '## Accounts that were not evaluated',
      '',
      '| Account | Name | State |',
      '| --- | --- | --- |',
      '| 888899990000 | old | SUSPENDED |',
      '',
      '2026-07-13T21:50:00.373Z, `npm run evaluate` · Organization o-a1b2c3d4e5, management account 111122223333 · ' +
        'root sessions (sts&#58;AssumeRoot) · allowVirtualMfa=true',
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
    expect(text).to.include('> [!WARNING]\n> The list of accounts is not complete. It ended at &#60;b&#62;.');
  });

  it('stays below the 1 MiB that a job summary holds', () => {
    const many = [...Array(5_000).fill(nonCompliant()), ...Array(5_000).fill(compliant())];
    const text = toMarkdown(aReport(many));
    expect(Buffer.byteLength(text)).to.be.below(2 ** 20);
    expect(text).to.include('4000 more are left out here.');
  });

  for (const [kind, name] of Object.entries(HOSTILE_NAMES)) {
    it(`keeps every text in its cell, and lets it mean nothing: ${kind}`, () => {
      const outcomes = [
        nonCompliant({ accountName: name, annotation: name }),
        failed({ accountName: name, error: name }),
      ];
      const rows = toMarkdown(aReport(outcomes))
        .split('\n')
        .filter((line) => /^\| \d{12} /.test(line));
      const cells = rows.map((row) => row.split('|').slice(1, -1));
      expect(cells.map(({ length }) => length)).to.deep.equal([4, 3]);
      const texts = [cells[0]?.[1], cells[1]?.[1], cells[1]?.[2]].join('');
      expect(texts).to.not.match(/[<>[\]`*_~|\\]|https?:|!\[|@/);
    });
  }
});
