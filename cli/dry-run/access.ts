import { AssumeRootCommand } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import type { Account } from '../../aws/account.ts';
import { assumeMemberRole, type SessionCredentials, sessionCredentials } from '../../aws/assume-role.ts';
import type { Aws } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
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

/** The longest session that `AssumeRoot` gives. */
const ROOT_SESSION_SECONDS = 900;

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
 * `ListVirtualMFADevices`; its `ListMFADevices` lists the root user's devices of all kinds. STS does not name the account
 * in its answer.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export const rootAccess =
  (session: CallerSession): Access =>
  async (account) => {
    const calls = session.calls();
    const command = new AssumeRootCommand({
      TargetPrincipal: account.id,
      TaskPolicyArn: {
        arn: `arn:${account.partition}:iam::aws:policy/root-task/IAMAuditRootUserCredentials`,
      },
      DurationSeconds: ROOT_SESSION_SECONDS,
    });
    const { Credentials } = await calls.call('sts:AssumeRoot', async (options) =>
      expectShape('answer', assumedRoot, await session.sts.send(command, options)),
    );
    const aws = awsIn(account, session, calls, Credentials);
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

const assumedRoot = v.object({ Credentials: sessionCredentials });

function awsIn(
  account: Account,
  { clientConfig }: CallerSession,
  { call, conceal }: Calls,
  credentials: SessionCredentials,
): Aws {
  conceal(credentials.secretAccessKey, credentials.sessionToken);
  return { account, call, clientConfig: { ...clientConfig, credentials } };
}
