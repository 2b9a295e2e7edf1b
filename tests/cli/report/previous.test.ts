import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { toHtml } from '../../../cli/report/html/page.ts';
import { toJson } from '../../../cli/report/json.ts';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import { compared, readPrevious } from '../../../cli/report/previous.ts';
import { toScreen } from '../../../cli/report/screen.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import { aScreen } from '../terminal/a-screen.ts';
import { aReport, compliant, failed, nonCompliant } from './report-fixture.ts';

const [still, fresh, mended, gone] = ['1', '2', '3', '4'].map((digit) => digit.repeat(12)) as [
  string,
  string,
  string,
  string,
];

describe('cli/report/previous', () => {
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => rm(folder, { recursive: true }));

  const earlier = aReport([
    nonCompliant({ accountId: still }),
    compliant({ accountId: fresh }),
    nonCompliant({ accountId: mended }),
    nonCompliant({ accountId: gone }),
    nonCompliant({ accountId: '999900001111' }),
  ]);
  const now = aReport([
    nonCompliant({ accountId: still }),
    nonCompliant({ accountId: fresh }),
    compliant({ accountId: mended, accountName: 'mended' }),
    failed(),
  ]);

  async function comparison() {
    const path = join(folder, 'previous.json');
    await writeFile(path, toJson(earlier));
    return compared(now, await readPrevious(path));
  }

  it('says what is new and what is solved, and does not count an unknown account as solved', async () => {
    const { changes } = JSON.parse(toJson(await comparison()));
    expect(changes).to.deep.equal({ new: [fresh], solved: [mended], unknown: [gone, '999900001111'] });
  });

  it('shows it in the table, in Markdown and in HTML', async () => {
    const report = await comparison();
    const sentence = 'Since the previous report: 1 new, 1 solved, 2 of which nothing is known now.';
    const screen = toScreen(report, { stream: aScreen(120), asListed: false, nextStep: () => 'Next.' });
    expect(screen).to.include(`\n\n${sentence}\n\nNext.\n`);

    const markdown = toMarkdown(report);
    expect(markdown).to.include(`\n\n${sentence}\n\n`);
    expect(markdown).to.include(`| ${fresh} | \`payments\` | **new:** MFA off; password |`);
    expect(markdown).to.include(`| ${still} | \`payments\` | MFA off; password |`);
    expect(markdown).to.match(
      new RegExp(
        `## Solved since the previous report\\n\\n.*\\n.*\\n\\| ${mended} \\| \`mended\` \\| COMPLIANT \\|`,
      ),
    );

    const html = toHtml(report);
    expect(html).to.include(`<p class="scope">${sentence}</p>`);
    expect(html).to.include(`<code>${fresh}</code></th><td><strong>new:</strong> MFA off; password</td>`);
    expect(html).to.include(`<code>${still}</code></th><td>MFA off; password</td>`);
    expect(html).to.include(`<li><bdi>mended</bdi> <code>${mended}</code></li>`);
  });

  it('says nothing of changes where there is nothing to compare with', async () => {
    const report = compared(now, await readPrevious(undefined));
    expect(report).to.equal(now);
    expect(toHtml(report) + toMarkdown(report) + toJson(report)).to.not.match(/previous|"changes"/i);
  });

  it('counts an account that the previous report lacks as new, and mentions unknown accounts only if there are some', () => {
    const report = compared(aReport([nonCompliant()]), new Set());
    expect(toMarkdown(report)).to.include('Since the previous report: 1 new, 0 solved.\n');
  });

  const refused: Record<string, [text: string | undefined, message: RegExp]> = {
    'a file that is not there': [
      undefined,
      /: expected the output of an earlier run with --json, got: ENOENT/,
    ],
    'an empty file': ['', /: expected the output of an earlier run with --json, got: Unexpected end/],
    'the document of another rule': [
      '{"rule":"other","evaluations":[]}',
      /\.rule: expected .*root-user-mfa-enabled/,
    ],
    'a document without verdicts': ['{"rule":"root-user-mfa-enabled"}', /\.evaluations: expected a value/],
    'an invalid account ID': [
      '{"rule":"root-user-mfa-enabled","evaluations":[{"accountId":"1","complianceType":"COMPLIANT"}]}',
      /\.evaluations\[0\]\.accountId: expected a 12-digit account id, got "1"/,
    ],
  };
  for (const [name, [text, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const path = join(folder, 'refused.json');
      if (text === undefined) await rm(path, { force: true });
      else await writeFile(path, text);
      const error = await rejection(readPrevious(path));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message.slice(0, `--previous ${path}`.length)).to.equal(`--previous ${path}`);
      expect(error.message).to.match(message);
    });
  }
});
