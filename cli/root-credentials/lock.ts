import { DatabaseSync } from 'node:sqlite';
import { ExpectationError } from '../../aws/expect.ts';

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
