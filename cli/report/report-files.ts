import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExpectationError } from '../../aws/expect.ts';

/** Where a report is written to, and how it is made. */
export interface ReportFile<Content> {
  /** The option that names the file, such as `--html`. */
  readonly option: string;
  readonly path: string;
  readonly make: (content: Content) => string;
}

/** A report that could not be written although its path was fine before the run. */
export class ReportFileError extends Error {}

/** Only the owner reads a new report: it names the accounts that are not protected. */
const NEW_MODE = 0o600;

/**
 * Creates a file beside each path and deletes it, so that a path that cannot be written is known before AWS is asked.
 *
 * @throws {ExpectationError}
 */
export async function refuseUnwritable(files: readonly ReportFile<never>[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const { option, path } of files) {
    const target = await checkedTarget(option, path);
    const other = seen.get(target);
    if (other !== undefined) {
      throw new ExpectationError(`${option}: this is the same file as ${other}; choose another`);
    }
    seen.set(target, option);
  }
}

async function checkedTarget(option: string, path: string): Promise<string> {
  try {
    const target = await targetOf(path);
    const temporary = temporaryPath(target);
    await (await open(temporary, 'wx')).close();
    await rm(temporary);
    return target;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ExpectationError(`${option}: expected a file that can be written, got ${path}: ${reason}`, {
      cause,
    });
  }
}

/**
 * Writes each file beside its path and then renames it: an interrupted run leaves the old file as it was.
 *
 * @throws {ReportFileError} naming the file
 */
export async function writeReportFiles<Content>(
  files: readonly ReportFile<Content>[],
  content: Content,
): Promise<void> {
  for (const { option, path, make } of files) {
    const text = make(content);
    try {
      await replace(await targetOf(path), text);
    } catch (cause) {
      throw new ReportFileError(`${option}: ${path} was not written: ${(cause as Error).message}`, { cause });
    }
  }
}

async function replace(target: string, text: string): Promise<void> {
  const temporary = temporaryPath(target);
  try {
    const file = await open(temporary, 'wx', NEW_MODE);
    try {
      await file.chmod(await modeOf(target));
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** An old file keeps who may read it. */
async function modeOf(target: string): Promise<number> {
  try {
    return (await stat(target)).mode & 0o777;
  } catch (cause) {
    if (isMissing(cause)) return NEW_MODE;
    throw cause;
  }
}

/** A link keeps pointing to the file; a device, a pipe or a folder must not be replaced by one. */
async function targetOf(path: string): Promise<string> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile()) throw new Error('it exists and is not a regular file');
    return target;
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
  // A link to a pipe, such as /dev/stdout, is there and has no path behind it.
  if (await exists(path)) throw new Error('it is a link to no file');
  return resolve(path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}

function temporaryPath(target: string): string {
  // The name says what it is if the machine goes down; it is short, as the target's own name can be as long as allowed.
  return join(dirname(target), `.${basename(target).slice(0, 16)}.${randomUUID()}.tmp`);
}
