import pLimit from 'p-limit';
import { ExpectationError } from '../../aws/expect.ts';
import { type SelectableAccount, selectAccounts } from '../dry-run/selection.ts';
import type { CallerSession } from '../dry-run/session.ts';
import type { Progress } from '../terminal/progress.ts';
import { memberRootUser } from './member-root-user.ts';
import { PLAN_VERSION, type Plan, planAccount } from './plan.ts';
import type { PlanOptions } from './root-credentials-options.ts';

/**
 * Reads the root user of each selected member account, and sorts the accounts. Changes nothing.
 *
 * @param concurrency the number of accounts that are read at the same time
 * @throws {ExpectationError} when the selection names what is not in the organization
 * @throws {AwsCallError} when the accounts cannot be listed
 */
export async function makePlan(
  session: CallerSession,
  organizationId: string,
  { selection, usedWithinDays, includeUsed }: PlanOptions,
  { concurrency, progress, interruption }: Run,
): Promise<Plan> {
  const now = new Date();
  progress.show('Listing accounts');
  const listed: SelectableAccount[] = [];
  for await (const page of selectAccounts(session, selection, interruption)) listed.push(...page);
  for (const id of includeUsed) {
    if (listed.some((account) => account.id === id && !account.isExcluded)) continue;
    throw new ExpectationError(`--include-used: expected one of the selected accounts, got ${id}`);
  }
  progress.show('Reading accounts', listed.length);
  const limit = pLimit(concurrency);
  const plan = async (account: SelectableAccount) => {
    interruption.throwIfAborted();
    const read = () => memberRootUser(session, account.id).read(() => true);
    const planned = await planAccount(account, read, { now, usedWithinDays, includeUsed });
    progress.increment();
    return planned;
  };
  const accounts = await Promise.all(listed.map((account) => limit(plan, account)));
  progress.stop();
  return {
    version: PLAN_VERSION,
    organizationId,
    createdAt: now.toISOString(),
    usedWithinDays,
    accounts,
  };
}

/** How accounts are worked on. */
export interface Run {
  readonly concurrency: number;
  readonly progress: Progress;
  /** No account is begun after it. */
  readonly interruption: AbortSignal;
}
