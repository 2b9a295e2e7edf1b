import pLimit from 'p-limit';
import { ExpectationError } from '../../aws/expect.ts';
import type { RootUserMfaParameters } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { Outcome } from '../report/model.ts';
import { type Access, ownAccess, roleAccess, rootAccess } from './access.ts';
import { type DescribedOrganization, describeOrganization } from './describe-organization.ts';
import { evaluateAccount } from './evaluate-account.ts';
import { EVERY_ACCOUNT, type SelectableAccount, type Selection, selectAccounts } from './selection.ts';
import type { CallerSession } from './session.ts';

/** How member accounts are reached: through the role with this name, or, without a name, in root sessions. */
export interface Way {
  readonly roleName: string | undefined;
  /** What the role's trust policy expects. */
  readonly externalId?: string | undefined;
}

/** Follows the progress of an evaluation. */
interface Observer {
  /** @param total accounts listed so far */
  onListed(total: number): void;
  /** No more accounts will be listed. */
  onAllListed?(): void;
  onDone(): void;
}

export interface OrganizationOutcomes {
  readonly organization: DescribedOrganization;
  readonly outcomes: readonly Outcome[];
  readonly incomplete: string | undefined;
}

/**
 * Evaluates the accounts of the session's organization while it lists them.
 *
 * @param concurrency the number of accounts evaluated at the same time
 * @param interruption stops the run: accounts whose evaluation has not started, or waits for AWS, are not evaluated
 * @returns the outcomes in the order of the list; `incomplete` is the reason why the list is not complete
 * @throws {AwsCallError} when the organization cannot be described; no account has been evaluated then
 * @throws {ExpectationError} when the selection names what is not in it; no account has been evaluated then
 */
export async function evaluateOrganization(
  session: CallerSession,
  way: Way,
  parameters: RootUserMfaParameters,
  concurrency: number,
  observer: Observer,
  interruption: AbortSignal,
  selection: Selection = EVERY_ACCOUNT,
): Promise<OrganizationOutcomes> {
  const organization = await describeOrganization(session);
  const managementId = organization.managementAccountId;
  const access = organizationAccess(session, way, managementId);
  const evaluate = async ({ isExcluded, ...listed }: SelectableAccount): Promise<Outcome> => {
    const named = { accountId: listed.id, accountName: listed.name };
    if (isExcluded) {
      observer.onDone();
      return { ...named, notEvaluated: 'excluded' };
    }
    if (interruption.aborted) return { ...named, notEvaluated: 'interrupted' };
    const outcome = await evaluateAccount(
      { ...listed, partition: session.account.partition },
      access,
      parameters,
      interruption,
    );
    observer.onDone();
    return outcome;
  };
  const limit = pLimit(concurrency);
  const running: Promise<Outcome>[] = [];
  let incomplete: string | undefined;
  try {
    for await (const page of selectAccounts(session, selection, interruption)) {
      interruption.throwIfAborted();
      for (const listed of page) running.push(limit(evaluate, listed));
      observer.onListed(running.length);
    }
  } catch (error) {
    if (error instanceof ExpectationError) throw error;
    incomplete = (error as Error).message;
  }
  observer.onAllListed?.();
  return { organization, outcomes: await Promise.all(running), incomplete };
}

/** AWS Organizations has told the management account from the members, so no account is asked for its role. */
function organizationAccess(
  session: CallerSession,
  { roleName, externalId }: Way,
  managementId: string,
): Access {
  const own = ownAccess(session);
  const member = roleName === undefined ? rootAccess(session) : roleAccess(session, roleName, externalId);
  return async (account) => {
    if (roleName === undefined && account.id === managementId && account.id !== session.account.id) {
      throw new Error(
        `sts:AssumeRoot cannot reach the management account. Leave it out with --exclude ${account.id}; or reach it with ` +
          '--role-name NAME, or by running the command there.',
      );
    }
    const reach = account.id === session.account.id ? own : member;
    const organizationRole = account.id === managementId ? 'management' : 'member';
    return { ...(await reach(account)), organizationRole: async () => organizationRole };
  };
}
