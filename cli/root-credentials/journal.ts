import { type FileHandle, open, readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { ExpectationError, expectShape, parseJsonObject } from '../../aws/expect.ts';
import { ReportFileError } from '../report/report-files.ts';

const OTHER_PLAN =
  'the journal of another plan. Keep it under another name, or give the new plan another name.';

const entry = v.strictObject({
  time: v.pipe(v.string(), v.isoTimestamp('an ISO 8601 time')),
  account: accountId,
  /** The operation of IAM, such as `DeleteAccessKey`. */
  action: v.pipe(v.string(), v.nonEmpty('an action')),
  /** The id of what the action deletes; a password has none. */
  id: v.optional(v.string()),
  result: v.picklist(['begun', 'done', 'gone already', 'failed', 'verified']),
  error: v.optional(v.string()),
  /** The rule's, after everything is deleted. */
  verdict: v.optional(v.string()),
});
const heading = v.strictObject({ journal: v.literal(1), plan: v.string() });

export type JournalEntry = v.InferOutput<typeof entry>;

/** What was done for a plan. An entry is on the disk before `record` ends. */
export type Journal = Awaited<ReturnType<typeof openJournal>>;

/** The journal cannot be written: nothing more may be called. */
export class JournalError extends ReportFileError {}

/** The file of a journal, as far as it is used. */
export type JournalFile = Pick<FileHandle, 'appendFile' | 'close' | 'datasync' | 'readFile' | 'truncate'>;

/**
 * Opens the journal of a plan, and makes one where there is none.
 *
 * @param plan the plan's checksum
 * @throws {ExpectationError} when it is no journal, or that of another plan
 * @throws {JournalError} when it cannot be read or written
 */
export async function openJournal(
  path: string,
  plan: string,
  openFile: (path: string) => Promise<JournalFile> = (of) => open(of, 'a+', 0o600),
) {
  let file: JournalFile | undefined;
  try {
    file = await openFile(path);
    return journalIn(file, path, await readEntries(file, path, plan));
  } catch (error) {
    await file?.close();
    throw error instanceof ExpectationError ? error : failureOf(path, error);
  }
}

/**
 * Refuses to put a new plan in the place of one by which something was done: its journal would be in the way.
 *
 * @param path of a journal, which need not exist
 * @throws {ExpectationError}
 */
export async function refuseUsedJournal(path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new ExpectationError(`${path}: expected a journal that can be read: ${error.message}`, {
      cause: error,
    });
  });
  const [, ...lines] = content.trim().split('\n');
  if (lines.length > 0) throw new ExpectationError(`${path}: ${OTHER_PLAN}`);
}

async function readEntries(file: JournalFile, path: string, plan: string): Promise<JournalEntry[]> {
  const content = String(await file.readFile({ encoding: 'utf8' }));
  // A run that was killed, or a full disk, leaves a line that does not end. What it tells was not known to be written.
  const whole = content.slice(0, content.lastIndexOf('\n') + 1);
  if (whole !== content) await file.truncate(Buffer.byteLength(whole));
  const [first, ...lines] = whole.split('\n').slice(0, -1);
  if (first === undefined || expectShape(path, heading, parseJsonObject(path, first)).plan !== plan) {
    if (lines.length > 0) throw new ExpectationError(`${path}: ${OTHER_PLAN}`);
    // Nothing was done for the other plan, such as one that nobody confirmed.
    await file.truncate(0);
    await file.appendFile(`${JSON.stringify({ journal: 1, plan })}\n`);
    await file.datasync();
  }
  return lines.map((line, index) => {
    const place = `${path}:${index + 2}`;
    return expectShape(place, entry, parseJsonObject(place, line));
  });
}

function failureOf(path: string, cause: unknown): JournalError {
  return new JournalError(`${path}: ${(cause as Error).message}. Nothing more is deleted.`, { cause });
}

function journalIn(file: JournalFile, path: string, entries: readonly JournalEntry[]) {
  let waiting = '';
  let last: Promise<void> = Promise.resolve();
  // One write at a time, with all entries that wait for it: a disk flushes far fewer times a second than AWS answers.
  const writeWaiting = async () => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    try {
      await file.appendFile(lines);
      await file.datasync();
    } catch (error) {
      throw failureOf(path, error);
    }
  };
  const earlier = Map.groupBy(entries, ({ account }) => account);
  return {
    /** What earlier runs did in the account. */
    earlier: (account: string): readonly JournalEntry[] => earlier.get(account) ?? [],

    /** The rule's verdict where an earlier run has deleted everything in the account, and proved it. */
    verdictOf: (account: string) =>
      earlier.get(account)?.find(({ result }) => result === 'verified')?.verdict,

    /** @throws {JournalError} and for good: what cannot be written down must not be done */
    record(added: Omit<JournalEntry, 'time'>): Promise<void> {
      waiting += `${JSON.stringify({ time: new Date().toISOString(), ...added })}\n`;
      // After a failure each further one fails too: half a line may be at the end of the file.
      last = last.then(writeWaiting);
      return last;
    },

    async close(): Promise<void> {
      await last.catch(() => {});
      await file.close();
    },
  };
}

/**
 * Keeps a second run of the same plan out. SQLite takes a lock of the operating system, which ends with the process,
 * however that ends. The file stays empty.
 *
 * @returns releases the lock
 * @throws {ExpectationError} while another process has it
 */
export function lock(path: string): () => void {
  try {
    const database = new DatabaseSync(path);
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (cause) {
    const { message } = cause as Error;
    const reason = message.includes('locked') ? 'another run of the same plan is under way' : message;
    throw new ExpectationError(`${path}: expected to lock the plan, but ${reason}.`, { cause });
  }
}
