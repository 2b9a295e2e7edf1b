import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ExpectationError } from '../aws/expect.ts';

const HELP = `Prints the notes of a release: the section of CHANGELOG.md for the version in package.json.

  npm run release:notes             print the section
  npm run release:notes -- v1.2.3   also check that the tag is that of the version
  npm run release:notes -- --help   show this text

Exit status: 0 the notes are printed; 1 the tag, package.json and CHANGELOG.md do not agree; 2 an option is invalid.
`;

/** `1.2.3 - 2026-01-31`: the version and the day of its release. */
const HEADING = /^(\S+) - \d{4}-\d{2}-\d{2}$/;

/** A line break inside a paragraph or a list item, which GitHub shows in a release as it stands. */
const SOFT_BREAK = /(?<=\S)\n *(?![\s#]|- )/g;

/**
 * @param changelog in the format of Keep a Changelog
 * @param version as in package.json
 * @returns the section of the version without its heading, each paragraph and each list item on one line
 * @throws {Error} if the changelog has no section with a date for the version, or an empty one
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).map((section) => section.split('\n'));
  const section = sections.find(([heading = '']) => HEADING.exec(heading)?.[1] === version);
  if (section === undefined) {
    throw new Error(`Expected CHANGELOG.md to have a section "## ${version} - YYYY-MM-DD"`);
  }
  const notes = section.slice(1).join('\n').trim().replace(SOFT_BREAK, ' ');
  if (notes === '') throw new Error(`Expected the section of ${version} in CHANGELOG.md to say what changed`);
  return `${notes}\n`;
}

/** @throws {Error} unless the tag is the version with a leading `v` */
export function checkTag(tag: string, version: string): void {
  if (tag !== `v${version}`) throw new Error(`Expected the tag v${version} (package.json), got ${tag}`);
}

async function main(): Promise<void> {
  const { tag, help } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const { version } = JSON.parse(await read('package.json'));
  if (tag !== undefined) checkTag(tag, version);
  process.stdout.write(releaseNotes(await read('CHANGELOG.md'), version));
}

function read(path: string): Promise<string> {
  return readFile(new URL(`../${path}`, import.meta.url), 'utf8');
}

function readOptions(): { readonly tag: string | undefined; readonly help: boolean } {
  try {
    const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length > 1) throw new Error(`Expected one tag, got ${positionals.join(' ')}`);
    return { tag: positionals[0], help: values.help };
  } catch (cause) {
    const { message } = cause as Error;
    throw new ExpectationError(`${message}\nFor help, run: npm run release:notes -- --help`, { cause });
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = error instanceof ExpectationError ? 2 : 1;
  }
}
