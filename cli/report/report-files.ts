import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExpectationError } from '../../rules/expect.ts';

/** Where a report is written to, and how it is made. */
export interface ReportFile<Content> {
  /** The option that names the file, such as `--html`. */
  readonly option: string;
  readonly path: string;
  readonly make: (content: Content) => string;
}

/**
 * Creates a file beside each path and deletes it, so that a path that cannot be written is known before AWS is asked.
 *
 * @throws {ExpectationError}
 */
export async function refuseUnwritable(files: readonly ReportFile<never>[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const { option, path } of files) {
    const target = await targetOf(option, path);
    const other = seen.get(target);
    if (other !== undefined) throw new ExpectationError(`${option}: expected another file than ${other}`);
    seen.set(target, option);
    const temporary = temporaryPath(target);
    try {
      await (await open(temporary, 'wx')).close();
    } catch (cause) {
      throw unwritable(option, path, cause);
    }
    await rm(temporary);
  }
}

/**
 * Writes each file beside its path and then renames it: an interrupted run leaves the old file as it was.
 *
 * @throws {ExpectationError} naming the file
 */
export async function writeReportFiles<Content>(
  files: readonly ReportFile<Content>[],
  content: Content,
): Promise<void> {
  for (const { option, path, make } of files) {
    const text = make(content);
    const target = await targetOf(option, path);
    const temporary = temporaryPath(target);
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw unwritable(option, path, cause);
    }
  }
}

/** A link keeps pointing to the file; a device or a folder must not be replaced by one. */
async function targetOf(option: string, path: string): Promise<string> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile()) throw new Error('it exists and is not a regular file');
    return target;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return resolve(path);
    throw unwritable(option, path, cause);
  }
}

function temporaryPath(target: string): string {
  // The name says what it is if the machine goes down; it is short, as the target's own name can be as long as allowed.
  return join(dirname(target), `.${basename(target).slice(0, 16)}.${randomUUID()}.tmp`);
}

function unwritable(option: string, path: string, cause: unknown): ExpectationError {
  const reason = (cause as Error).message;
  return new ExpectationError(`${option}: expected a file that can be written, got ${path}: ${reason}`, {
    cause,
  });
}
