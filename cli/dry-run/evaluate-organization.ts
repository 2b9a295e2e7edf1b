import pLimit from 'p-limit';
import type { RootUserMfaParameters } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { Outcome } from '../report/model.ts';
import { type Access, ownAccess, roleAccess, rootAccess } from './access.ts';
import { evaluateAccount } from './evaluate-account.ts';
import {
  describeOrganization,
  type ListedAccount,
  listAccounts,
  type Organization,
} from './list-accounts.ts';
import type { Session } from './session.ts';

/** The error of an account whose evaluation was interrupted. */
export const INTERRUPTED = 'Interrupted before it was evaluated.';

/** How member accounts are reached: through the role with this name, or, without a name, in root sessions. */
export interface Way {
  readonly roleName: string | undefined;
}

/** Follows the progress of an evaluation. */
export interface Observer {
  /** @param total accounts listed so far */
  onListed(total: number): void;
  /** No more accounts will be listed. */
  onAllListed?(): void;
  onDone(): void;
}

export interface OrganizationOutcomes {
  readonly organization: Organization;
  readonly outcomes: readonly Outcome[];
  readonly incomplete: string | undefined;
}

/**
 * Evaluates the accounts of the session's organization while it lists them.
 *
 * @param concurrency the number of accounts evaluated at the same time
 * @param interruption stops the run: accounts whose evaluation has not started fail
 * @returns the outcomes in the order of the list; `incomplete` is the reason why the list is not complete
 * @throws {AwsCallError} when the organization cannot be described; no account has been evaluated then
 */
export async function evaluateOrganization(
  session: Session,
  way: Way,
  parameters: RootUserMfaParameters,
  concurrency: number,
  observer: Observer,
  interruption: AbortSignal,
): Promise<OrganizationOutcomes> {
  const organization = await describeOrganization(session);
  const managementId = organization.managementAccountId;
  const access = organizationAccess(session, way, managementId);
  const evaluate = async (listed: ListedAccount): Promise<Outcome> => {
    const named = { accountId: listed.id, accountName: listed.name };
    if (interruption.aborted) return { ...named, error: INTERRUPTED };
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
  observer.onAllListed?.();
  return { organization, outcomes: await Promise.all(running), incomplete };
}

/** AWS Organizations has told the management account from the members, so no account is asked for its role. */
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
