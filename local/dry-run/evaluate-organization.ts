import pLimit from 'p-limit';
import type { RootUserMfaParameters } from '../../rules/root-user-mfa-enabled/rule.ts';
import { type Access, ownAccess, roleAccess, rootAccess } from './access.ts';
import { evaluateAccount, type Outcome } from './evaluation.ts';
import { listAccounts, managementAccountId } from './organization.ts';
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
 * @returns the outcomes in the order of the list; `incomplete` says why the list broke off, if it did
 * @throws {AwsCallError} when the organization cannot be described: nothing has been evaluated then
 */
export async function evaluateOrganization(
  session: Session,
  way: Way,
  parameters: RootUserMfaParameters,
  concurrency: number,
  observer: Observer,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly incomplete: string | undefined }> {
  const access = organizationAccess(session, way, await managementAccountId(session));
  const limit = pLimit(concurrency);
  const running: Promise<Outcome>[] = [];
  let incomplete: string | undefined;
  try {
    for await (const page of listAccounts(session)) {
      for (const listed of page) {
        const target = { ...listed, partition: session.account.partition };
        const evaluation = limit(evaluateAccount, target, access, parameters);
        running.push(evaluation.finally(() => observer.onDone()));
      }
      observer.onListed(running.length);
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
