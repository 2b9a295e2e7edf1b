import { AssumeRoleCommand, AssumeRootCommand } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import type { Account } from '../../rules/aws.ts';
import { expectShape } from '../../rules/expect.ts';
import { rootUserEvidence } from '../../rules/root-user-mfa-enabled/evidence.ts';
import type { RootUserEvidence } from '../../rules/root-user-mfa-enabled/rule.ts';
import { type MfaDevice, readMfaDevices } from './mfa-devices.ts';
import { calls, ownAws, type Session } from './session.ts';

/** The evidence, and where the way to it allows to see them, the devices. */
export interface AuditEvidence extends RootUserEvidence {
  mfaDevices?(): Promise<readonly MfaDevice[]>;
}

/** A way into accounts. Makes calls only when the evidence is asked for, or to get in. */
export type Access = (account: Account) => Promise<AuditEvidence>;

/** The least that `AssumeRole` gives, and the most that `AssumeRoot` does. */
const SESSION_SECONDS = 900;

const answer = v.object({
  Credentials: v.object({ AccessKeyId: v.string(), SecretAccessKey: v.string(), SessionToken: v.string() }),
});

export const ownAccess =
  (session: Session): Access =>
  async () =>
    rootUserEvidence(ownAws(session));

/** Assumes the role of that name in each account. */
export const roleAccess =
  (session: Session, roleName: string): Access =>
  async (account) => {
    const { call, conceal } = calls();
    const command = new AssumeRoleCommand({
      RoleArn: `arn:${account.partition}:iam::${account.id}:role/${roleName}`,
      RoleSessionName: 'root-user-mfa-dry-run',
      DurationSeconds: SESSION_SECONDS,
    });
    const { Credentials } = await call('sts:AssumeRole', async (options) =>
      expectShape('answer', answer, await session.sts.send(command, options)),
    );
    return rootUserEvidence({ account, call, clientConfig: withCredentials(session, Credentials, conceal) });
  };

/**
 * Takes a session of the root user that may only audit its credentials. In it `ListVirtualMFADevices` is denied, and
 * `ListMFADevices` lists the root user's devices of all kinds.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export const rootAccess =
  (session: Session): Access =>
  async (account) => {
    const { call, conceal } = calls();
    const command = new AssumeRootCommand({
      TargetPrincipal: account.id,
      TaskPolicyArn: {
        arn: `arn:${account.partition}:iam::aws:policy/root-task/IAMAuditRootUserCredentials`,
      },
      DurationSeconds: SESSION_SECONDS,
    });
    const { Credentials } = await call('sts:AssumeRoot', async (options) =>
      expectShape('answer', answer, await session.sts.send(command, options)),
    );
    const aws = { account, call, clientConfig: withCredentials(session, Credentials, conceal) };
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

function withCredentials(
  { clientConfig }: Session,
  { AccessKeyId, SecretAccessKey, SessionToken }: v.InferOutput<typeof answer>['Credentials'],
  conceal: (...texts: readonly string[]) => void,
) {
  conceal(SecretAccessKey, SessionToken);
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { ...clientConfig, credentials };
}
