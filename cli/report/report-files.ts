import { randomUUID } from 'node:crypto';
import { constants, lstatSync } from 'node:fs';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExpectationError } from '../../aws/expect.ts';
import { visibleText } from '../../watch/visible-text.ts';

/** A file to write, and what makes the report in it. */
export interface ReportFile<Content> {
  /** The option that names the file, such as `--html`. */
  readonly option: string;
  readonly path: string;
  readonly make: (content: Content) => string;
}

/** A report that could not be written although its path was fine before the run. */
export class ReportFileError extends Error {}

/** Only the owner reads a report: it names the accounts that are not protected. */
const MODE = 0o600;

/** What the process has open already, under the names that the system gives it. */
const OPEN_ALREADY = /^\/dev\/(stdout|stderr)$|^\/(?:dev|proc\/self)\/fd\/(\d+)$/;

/**
 * Creates a file beside each path and deletes it, so that a path that cannot be written is known before AWS is asked.
 *
 * @throws {ExpectationError}
 */
export async function refuseUnwritable(files: readonly ReportFile<never>[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const { option, path } of files) {
    const target = await writableTarget(path).catch((cause: Error) => {
      const expected = `${option}: expected a file that can be written, got ${path}`;
      throw new ExpectationError(`${expected}: ${cause.message}`, { cause });
    });
    const other = seen.get(target);
    if (other !== undefined) {
      throw new ExpectationError(`${option}: this is the same file as ${other}; choose another`);
    }
    seen.set(target, option);
  }
}

async function writableTarget(path: string): Promise<string> {
  const target = await targetOf(path);
  if (!target.isSpecial) {
    const temporary = temporaryPath(target.path);
    await writeFile(temporary, '', { flag: 'wx' });
    await rm(temporary);
  }
  return target.path;
}

/**
 * Writes each report, and says so on standard error.
 *
 * @throws {ReportFileError} naming the file
 */
export async function writeReportFiles<Content>(
  files: readonly ReportFile<Content>[],
  content: Content,
  messages: NodeJS.WritableStream = process.stderr,
): Promise<void> {
  for (const { option, path, make } of files) {
    const text = make(content);
    try {
      const target = await targetOf(path);
      if (target.isSpecial) await writeInto(target.path, text);
      else {
        await replace(target.path, text);
        messages.write(`Wrote ${visibleText(path)}\n`);
      }
    } catch (cause) {
      throw new ReportFileError(`${option}: ${path} was not written: ${(cause as Error).message}`, { cause });
    }
  }
}

/**
 * Writes a new file beside the path and renames it: an interrupted run leaves the old file as it was, and a link at the
 * path is replaced, wherever it points.
 */
async function replace(path: string, text: string): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: MODE, flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

async function writeInto(path: string, text: string): Promise<void> {
  const [, name, descriptor] = OPEN_ALREADY.exec(path) ?? [];
  const streams = { stdout: process.stdout, 1: process.stdout, stderr: process.stderr, 2: process.stderr };
  const stream = new Map(Object.entries(streams)).get(name ?? descriptor ?? '');
  if (stream !== undefined) {
    // It can be a socket, which no path opens.
    return new Promise((fulfil, reject) => {
      stream.write(text, (error) => (error ? reject(error) : fulfil()));
    });
  }
  // Somebody can put a link in the place of a pipe since it was looked at.
  const links = descriptor === undefined ? constants.O_NOFOLLOW : 0;
  await writeFile(path, text, { flag: constants.O_WRONLY | constants.O_APPEND | links });
}

/**
 * A device, a pipe or something open already is special: it is written as it is. Any other target is replaced.
 *
 * @throws {Error} for what must be neither replaced nor written
 */
async function targetOf(path: string) {
  const whole = resolve(path);
  if (OPEN_ALREADY.test(whole)) return { path: whole, isSpecial: true };
  // Two ways to one folder lead to one file. The last part stays: a link there is replaced, and not followed.
  const folder = await realpath(dirname(whole)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new Error(`the folder ${dirname(whole)} does not exist; create it first`, { cause });
  });
  const target = join(folder, basename(whole));
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (found === undefined || found.isSymbolicLink()) return { path: target, isSpecial: false };
  const isSpecial = found.isFIFO() || found.isCharacterDevice();
  if (!isSpecial && !found.isFile()) throw new Error('it exists and is not a file');
  const trusted = isSpecial ? [process.getuid?.(), 0] : [process.getuid?.()];
  if (process.getuid !== undefined && !trusted.includes(found.uid)) {
    throw new Error('it belongs to another user; delete it, or choose another name');
  }
  return { path: target, isSpecial };
}

function temporaryPath(target: string): string {
  // The name says what it is if the machine goes down; it is short, as the target's own name can be as long as allowed.
  return join(dirname(target), `.${basename(target).slice(0, 16)}.${randomUUID()}.tmp`);
}
