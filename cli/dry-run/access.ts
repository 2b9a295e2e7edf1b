import type { Account } from '../../aws/account.ts';
import { assumeMemberRole, type SessionCredentials } from '../../aws/assume-role.ts';
import { assumeRoot } from '../../aws/assume-root.ts';
import type { Aws } from '../../aws/call.ts';
import { rootUserEvidence } from '../../rules/root-user-mfa-enabled/evidence.ts';
import type { RootUserEvidence } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { MfaDevice } from '../report/model.ts';
import { readMfaDevices } from './mfa-devices.ts';
import type { CallerSession, Calls } from './session.ts';

/** The rule's evidence, and the MFA devices where the session may list them. */
interface AuditEvidence extends RootUserEvidence {
  mfaDevices?(): Promise<readonly MfaDevice[]>;
}

/** A way into accounts. Calls AWS to open a session, and then only for the evidence that is asked for. */
export type Access = (account: Account) => Promise<AuditEvidence>;

/** How member accounts are reached: through the role with this name, or, without a name, in root sessions. */
interface Way {
  readonly roleName: string | undefined;
  /** What the role's trust policy expects. */
  readonly externalId: string | undefined;
}

export const ownAccess =
  ({ account, calls, clientConfig }: CallerSession): Access =>
  async () =>
    rootUserEvidence({ account, call: calls().call, clientConfig });

/** Assumes the role with this name in each account. */
export const roleAccess =
  (session: CallerSession, roleName: string, externalId?: string): Access =>
  async (account) => {
    const calls = session.calls();
    const credentials = await assumeMemberRole(session.sts, account, roleName, calls.call, externalId);
    return rootUserEvidence(awsIn(account, session, calls, credentials));
  };

/**
 * Opens a root session that can only audit the root user's credentials. The session cannot call
 * `ListVirtualMFADevices`; its `ListMFADevices` lists the root user's devices of all kinds.
 */
export const rootAccess =
  (session: CallerSession): Access =>
  async (account) => {
    const calls = session.calls();
    const credentials = await assumeRoot(session.sts, account, 'IAMAuditRootUserCredentials', calls.call);
    const aws = awsIn(account, session, calls, credentials);
    let devices: Promise<readonly MfaDevice[]> | undefined;
    const mfaDevices = () => {
      devices ??= readMfaDevices(aws);
      return devices;
    };
    return {
      ...rootUserEvidence(aws),
      mfaDevices,
      hasVirtualMfaDevice: async () => (await mfaDevices()).some(({ kind }) => kind === 'virtual'),
    };
  };

/** AWS Organizations has told the management account from the members, so no account is asked for its role. */
export function organizationAccess(
  session: CallerSession,
  { roleName, externalId }: Way,
  managementId: string,
): Access {
  const own = ownAccess(session);
  const member = roleName === undefined ? rootAccess(session) : roleAccess(session, roleName, externalId);
  return async (account) => {
    const isOwn = account.id === session.account.id;
    if (roleName === undefined && account.id === managementId && !isOwn) {
      throw new Error(
        `sts:AssumeRoot cannot reach the management account. Leave it out with --exclude ${account.id}; or reach it with ` +
          '--role-name NAME, or by running the command there.',
      );
    }
    const organizationRole = account.id === managementId ? 'management' : 'member';
    return { ...(await (isOwn ? own : member)(account)), organizationRole: async () => organizationRole };
  };
}

/** AWS as a session of the account may use it. */
export function awsIn(
  account: Account,
  { clientConfig }: CallerSession,
  { call, conceal }: Calls,
  credentials: SessionCredentials,
): Aws {
  conceal(credentials.secretAccessKey, credentials.sessionToken);
  return { account, call, clientConfig: { ...clientConfig, credentials } };
}
