import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { toHtml } from '../../../cli/report/html/page.ts';
import { toJson } from '../../../cli/report/json.ts';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import { compared, readPrevious } from '../../../cli/report/previous.ts';
import { folderOfFiles } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import { aReport, compliant, failed, nonCompliant } from './report-fixture.ts';

describe('cli/report/previous', () => {
  const { write } = folderOfFiles();
  const [still, fresh, mended, gone] = ['111111111111', '222222222222', '333333333333', '444444444444'];
  const now = aReport([
    nonCompliant({ accountId: still }),
    nonCompliant({ accountId: fresh }),
    compliant({ accountId: mended }),
    failed(),
  ]);

  it('says what is new and what is solved, and does not count an unknown account as solved', async () => {
    const earlier = aReport([
      ...[still, mended, gone, failed().accountId].map((accountId) => nonCompliant({ accountId })),
      compliant({ accountId: fresh }),
    ]);
    const previous = await readPrevious(await write('previous.json', toJson(earlier)));
    const { changes } = JSON.parse(toJson(compared(now, previous)));
    expect(changes).to.deep.equal({ new: [fresh], solved: [mended], unknown: [gone, failed().accountId] });
  });

  it('says nothing of changes where there is nothing to compare with', async () => {
    expect(compared(now, await readPrevious(undefined))).to.equal(now);
    expect(toHtml(now)).to.not.match(/previous/i);
  });

  it('counts an account that the previous report lacks as new, and mentions unknown accounts only if there are some', () => {
    const report = compared(aReport([nonCompliant()]), new Set());
    expect(toMarkdown(report)).to.include('Since the previous report: 1 new, 0 solved.\n');
  });

  const missing = 'expected the output of an earlier run with --json, got:';
  const refused: Record<string, [text: string, message: RegExp]> = {
    'an empty file': ['', new RegExp(`: ${missing} Unexpected end`)],
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
      const path = await write('refused.json', text);
      const error = await rejection(readPrevious(path));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message).to.match(message).and.include(`--previous ${path}`);
    });
  }

  it('refuses a file that is not there', async () => {
    const { message } = await rejection(readPrevious('gone.json'));
    expect(message).to.include(`--previous gone.json: ${missing} ENOENT`);
  });
});
