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
