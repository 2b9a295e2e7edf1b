import { ExpectationError } from '../../aws/expect.ts';
import { toHtml } from './html/page.ts';
import { toMarkdown } from './markdown.ts';
import type { Report } from './model.ts';
import { toOcsf } from './ocsf.ts';
import type { ReportFile } from './report-files.ts';

/** The options that both commands have, for `parseArgs`. */
export const OUTPUT_OPTIONS = {
  html: { type: 'string' },
  markdown: { type: 'string' },
  ocsf: { type: 'string' },
  order: { type: 'string' },
  previous: { type: 'string' },
} as const;

export const OUTPUT_HELP = `  --html FILE                                also write a page for a browser: docs/report.md
  --markdown FILE                            also write Markdown, for a job summary: docs/pipeline.md
  --ocsf FILE                                also write OCSF Compliance Findings as JSON: docs/report.md
  --order listed                             keep the order in which the accounts are listed; without it, accounts that
                                             need action come first
  --previous FILE                            also say what is new and what is solved since an earlier run, whose --json is
                                             in the file
`;

export interface Outputs {
  readonly files: readonly ReportFile<Report>[];
  readonly asListed: boolean;
  /** A file to compare with. */
  readonly previous: string | undefined;
}

interface Values {
  readonly html?: string | undefined;
  readonly markdown?: string | undefined;
  readonly ocsf?: string | undefined;
  readonly order?: string | undefined;
  readonly previous?: string | undefined;
}

/** @throws {ExpectationError} */
export function readOutputs({ html, markdown, ocsf, order = 'action', previous }: Values): Outputs {
  if (order !== 'action' && order !== 'listed') {
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
