import { AssumeRootCommand } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import {
  assumeMemberRole,
  type SessionCredentials,
  sessionCredentials,
} from '../../handlers/aws-config/member-role.ts';
import type { Account, Aws } from '../../rules/aws.ts';
import { expectShape } from '../../rules/expect.ts';
import { rootUserEvidence } from '../../rules/root-user-mfa-enabled/evidence.ts';
import type { RootUserEvidence } from '../../rules/root-user-mfa-enabled/rule.ts';
import { type MfaDevice, readMfaDevices } from './mfa-devices.ts';
import type { Calls, Session } from './session.ts';

/** The evidence, and where the way to it allows to see them, the devices. */
export interface AuditEvidence extends RootUserEvidence {
  mfaDevices?(): Promise<readonly MfaDevice[]>;
}

/** A way into accounts. Makes calls only when the evidence is asked for, or to get in. */
export type Access = (account: Account) => Promise<AuditEvidence>;

/** The most that `AssumeRoot` gives. */
const ROOT_SESSION_SECONDS = 900;

export const ownAccess =
  ({ account, calls, clientConfig }: Session): Access =>
  async () =>
    rootUserEvidence({ account, call: calls().call, clientConfig });

/** Assumes the role of that name in each account. */
export const roleAccess =
  (session: Session, roleName: string): Access =>
  async (account) => {
    const calls = session.calls();
    const credentials = await assumeMemberRole(session.sts, account, roleName, calls.call);
    return rootUserEvidence(awsIn(account, session, calls, credentials));
  };

/**
 * Takes a session of the root user that may only audit its credentials. In it `ListVirtualMFADevices` is denied, and
 * `ListMFADevices` lists the root user's devices of all kinds. The answer of STS does not name the account.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export const rootAccess =
  (session: Session): Access =>
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
  { clientConfig }: Session,
  { call, conceal }: Calls,
  credentials: SessionCredentials,
): Aws {
  conceal(credentials.secretAccessKey, credentials.sessionToken);
  return { account, call, clientConfig: { ...clientConfig, credentials } };
}
