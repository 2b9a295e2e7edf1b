import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { at } from '../project-files.ts';
import { terminalPicture } from './terminal-picture.ts';

const COLUMNS = 100;
/** Rows at the beginning of the table that the picture shows; of the others it shows the last. */
const FIRST_ROWS = 4;

/**
 * The picture in docs/npm-start.svg, of what `npm start` prints now: part of the table, and the summary.
 *
 * @param environment on top of this process's, such as one with the package of the tests
 */
export async function pictureOfStart(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const [table = '', summary = ''] = (await outputOfStart(environment)).split('\n\n');
  return terminalPicture(
    'npm start prints a table of accounts, each with its compliance and an annotation',
    ['$ npm start', '', ...shortened(table), '', ...summary.split('\n')],
    COLUMNS,
  );
}

/** Runs the command as on a terminal of COLUMNS, with colours. */
async function outputOfStart(environment: Readonly<Record<string, string>>): Promise<string> {
  const { NO_COLOR: _, ...own } = process.env;
  const asTerminal = `data:text/javascript,process.stdout.columns = ${COLUMNS}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', asTerminal, at('cli/start.ts')],
    {
      env: { ...own, FORCE_COLOR: '1', ...environment },
    },
  );
  return stdout;
}

/** A row can be folded over several lines, of which all but the first are indented. */
function shortened(table: string): string[] {
  const [head = '', ...rows] = table.split(/\n(?! )/);
  const shown = rows.length <= FIRST_ROWS + 1 ? rows : [...rows.slice(0, FIRST_ROWS), '…', ...rows.slice(-1)];
  return [head, ...shown].flatMap((row) => row.split('\n'));
}

if (import.meta.main) {
  await writeFile(at('docs/npm-start.svg'), await pictureOfStart());
}
