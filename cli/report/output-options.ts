import { ExpectationError } from '../../aws/expect.ts';
import { text, type Values } from '../terminal/command-options.ts';
import { toHtml } from './html/page.ts';
import { toMarkdown } from './markdown.ts';
import type { Report } from './model.ts';
import { toOcsf } from './ocsf.ts';
import type { ReportFile } from './report-files.ts';

/** The options of every command that makes a report. */
export const OUTPUT_OPTIONS = {
  html: text('FILE', 'also write a page for a browser: docs/report.md'),
  markdown: text('FILE', 'also write Markdown, for a job summary: docs/pipeline.md'),
  ocsf: text('FILE', 'also write OCSF Compliance Findings as JSON: docs/report.md'),
  order: text(
    'listed',
    'keep the order in which the accounts are listed; without it, accounts that need action come first',
  ),
  previous: text(
    'FILE',
    'also say what is new and what is solved since an earlier run, whose --json is in the file',
  ),
};

/** @throws {ExpectationError} */
export function readOutputs({
  html,
  markdown,
  ocsf,
  order,
  previous,
}: Partial<Values<typeof OUTPUT_OPTIONS>>) {
  if (order !== undefined && order !== 'action' && order !== 'listed') {
    throw new ExpectationError(`--order: expected action or listed, got ${JSON.stringify(order)}`);
  }
  const wanted = [
    { option: '--html', path: html, make: toHtml },
    { option: '--markdown', path: markdown, make: toMarkdown },
    { option: '--ocsf', path: ocsf, make: toOcsf },
  ];
  const files = wanted.filter((file): file is ReportFile<Report> => file.path !== undefined);
  const unnamed = files.find(({ path }) => path === '');
  if (unnamed !== undefined)
    throw new ExpectationError(`${unnamed.option}: expected a file name, got nothing`);
  return { files, asListed: order === 'listed', previous };
}
