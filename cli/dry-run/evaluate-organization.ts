import pLimit from 'p-limit';
import type { RootUserMfaParameters } from '../../rules/root-user-mfa-enabled/rule.ts';
import { type Access, ownAccess, roleAccess, rootAccess } from './access.ts';
import { evaluateAccount, type Outcome } from './evaluate-account.ts';
import { type ListedAccount, listAccounts, managementAccountId } from './list-accounts.ts';
import type { Session } from './session.ts';

/** How members are reached: through a role of that name, or without one, in sessions of the root user. */
export interface Way {
  readonly roleName: string | undefined;
}

/** What is shown while it goes on. */
export interface Observer {
  /** @param total accounts that are known of so far */
  onListed(total: number): void;
  onDone(): void;
}

/**
 * Evaluates the accounts of the session's organization, while it is still being listed.
 *
 * @param concurrency accounts at a time
 * @param interruption ends it early: what has not begun then, fails
 * @returns the outcomes in the order of the list; `incomplete` says what is wrong with the list, if anything is
 * @throws {AwsCallError} when the organization cannot be described: nothing has been evaluated then
 */
export async function evaluateOrganization(
  session: Session,
  way: Way,
  parameters: RootUserMfaParameters,
  concurrency: number,
  observer: Observer,
  interruption: AbortSignal,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly incomplete: string | undefined }> {
  const managementId = await managementAccountId(session);
  const access = organizationAccess(session, way, managementId);
  const evaluate = async (listed: ListedAccount): Promise<Outcome> => {
    const named = { accountId: listed.id, accountName: listed.name };
    if (interruption.aborted) return { ...named, error: 'Interrupted before it was evaluated.' };
    const outcome = await evaluateAccount(
      { ...listed, partition: session.account.partition },
      access,
      parameters,
    );
    observer.onDone();
    return outcome;
  };
  const limit = pLimit(concurrency);
  const running: Promise<Outcome>[] = [];
  const missing = new Set([managementId, session.account.id]);
  let incomplete: string | undefined;
  try {
    for await (const page of listAccounts(session)) {
      interruption.throwIfAborted();
      for (const listed of page) {
        missing.delete(listed.id);
        running.push(limit(evaluate, listed));
      }
      observer.onListed(running.length);
    }
    if (missing.size > 0) {
      throw new Error(
        `organizations:ListAccounts: expected ${[...missing].join(' and ')} to be among the accounts.`,
      );
    }
  } catch (error) {
    incomplete = (error as Error).message;
  }
  return { outcomes: await Promise.all(running), incomplete };
}

/** The organization has said which account is what: no account is asked again. */
function organizationAccess(session: Session, { roleName }: Way, managementId: string): Access {
  const own = ownAccess(session);
  const member = roleName === undefined ? rootAccess(session) : roleAccess(session, roleName);
  return async (account) => {
    if (roleName === undefined && account.id === managementId && account.id !== session.account.id) {
      throw new Error(
        'sts:AssumeRoot cannot target the management account: run the command there, or use --role-name.',
      );
    }
    const reach = account.id === session.account.id ? own : member;
    const organizationRole = account.id === managementId ? 'management' : 'member';
    return { ...(await reach(account)), organizationRole: async () => organizationRole };
  };
}
