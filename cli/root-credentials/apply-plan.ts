import pLimit from 'p-limit';
import type { OrganizationAccount } from '../../aws/organization-accounts.ts';
import type { CallerSession } from '../dry-run/session.ts';
import { type Deleted, deleteAccount } from './delete-account.ts';
import { type Journal, JournalError } from './journal.ts';
import type { Run } from './make-plan.ts';
import { memberRootUser } from './member-root-user.ts';
import { type Plan, type PlannedAccount, type ReadyAccount, untouchedIn } from './plan.ts';

/** How an account of the plan ended. */
export type AppliedAccount =
  | (Pick<ReadyAccount, 'id' | 'name'> & (Deleted | { readonly state: 'interrupted' }))
  | Exclude<PlannedAccount, ReadyAccount>;

/**
 * Deletes the root credentials of each account that is ready. A failure in one account does not stop the others.
 *
 * @param listed the accounts of the organization as they are now
 * @returns all accounts of the plan, in its order
 * @throws {JournalError} when the journal cannot be written; no call follows it
 */
export async function applyPlan(
  session: CallerSession,
  { accounts }: Plan,
  listed: readonly OrganizationAccount[],
  journal: Journal,
  { concurrency, progress, interruption }: Run,
): Promise<AppliedAccount[]> {
  let broken: JournalError | undefined;
  progress.show('Deleting root credentials', accounts.filter(isReady).length);
  const listedById = new Map(listed.map((account) => [account.id, account]));
  const limit = pLimit(concurrency);
  const apply = async (account: ReadyAccount): Promise<AppliedAccount> => {
    const { id, name } = account;
    if (broken !== undefined || interruption.aborted) return { id, name, state: 'interrupted' };
    try {
      const now = listedById.get(id);
      const untouched = now ? untouchedIn(now) : { reason: 'It is not in the organization any more.' };
      if (untouched !== undefined && journal.verdictOf(id) === undefined) {
        return { id, name, state: 'changed', differences: [untouched.reason] };
      }
      return { id, name, ...(await deleteAccount(account, memberRootUser(session, id), journal)) };
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      broken = error;
      return { id, name, state: 'interrupted' };
    } finally {
      progress.increment();
    }
  };
  const applied = accounts.map((account) => (isReady(account) ? limit(apply, account) : account));
  const ended = await Promise.all(applied);
  progress.stop();
  if (broken !== undefined) throw broken;
  return ended;
}

export function isReady(account: PlannedAccount): account is ReadyAccount {
  return account.state === 'ready';
}
