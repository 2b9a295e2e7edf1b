import { setTimeout } from 'node:timers/promises';
import {
  CreateLoginProfileCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import * as v from 'valibot';
import { assumeRoot, type TaskPolicy } from '../../aws/assume-root.ts';
import { type Aws, causeOf, type RequestOptions } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import { rootUserEvidence } from '../../rules/root-user-mfa-enabled/evidence.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { awsIn } from '../dry-run/access.ts';
import type { CallerSession } from '../dry-run/session.ts';
import type { RootUser } from './plan.ts';
import { hasPassword, readRootUser, unlessGone } from './read-root-user.ts';

/** One thing to delete, by IAM's operation. */
export interface Deletion {
  readonly action:
    | 'DeleteAccessKey'
    | 'DeleteSigningCertificate'
    | 'DeleteLoginProfile'
    | 'DeactivateMFADevice';
  /** A password has none. */
  readonly id?: string;
}

/** IAM tells all its servers of a change within seconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];

const DEFAULTS = expectShape('parameters', rootUserMfaEnabled.parameters, {});

/** The SDK takes any answer without an error for success, also one that nobody at AWS gave. */
const createdProfile = v.object({ LoginProfile: v.object({}) });

export type MemberRootUser = ReturnType<typeof memberRootUser>;

/**
 * Reaches the root user of a member account in root sessions, each of which can do one task and is opened when it is first
 * needed. Each function throws an `AwsCallError` where AWS refuses.
 */
export function memberRootUser(session: CallerSession, id: string, sleep: typeof setTimeout = setTimeout) {
  const audit = rootSession(session, id, 'IAMAuditRootUserCredentials');
  const deletion = rootSession(session, id, 'IAMDeleteRootUserCredentials');
  const recovery = rootSession(session, id, 'IAMCreateRootUserPassword');

  async function untilSettled<Answer>(
    inSession: typeof audit,
    ask: (aws: Aws) => Promise<Answer>,
    isSettled: (answer: Answer) => boolean,
  ): Promise<Answer> {
    for (const pause of PAUSES_MS) {
      // IAM may still list a key of which it knows nothing any more.
      const answer = await unlessGone(inSession(ask), undefined);
      if (answer !== undefined && isSettled(answer)) return answer;
      await sleep(pause);
    }
    return inSession(ask);
  }

  return {
    /** Reads again for a while until it is settled: IAM may still list what was deleted a moment ago. */
    read: (isSettled: (found: RootUser) => boolean) => untilSettled(audit, readRootUser, isSettled),

    /** Deactivates no MFA device while there is a password. */
    async delete(credential: Deletion): Promise<'done' | 'gone already'> {
      if (credential.action === 'DeactivateMFADevice') {
        // An answer that nobody at AWS gave can look like that of a deletion.
        const isThere = await untilSettled(deletion, hasPassword, (found) => !found);
        if (isThere) throw new Error('The root user still has a password, so MFA stays on.');
      }
      return deletion((aws) => deleteCredential(aws, credential));
    },

    /** What IAM counts at the end, and what the rule makes of it. */
    prove: () => untilSettled(audit, prove, ({ remains }) => remains.length === 0),

    /**
     * Lets the person who reads the root user's e-mail set a password, by the sign-in page's "Forgot password". IAM allows
     * it only while the root user has no credentials.
     * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
     */
    allowPasswordRecovery: () => recovery(createLoginProfile),
  };
}

/** @returns does something in a root session, which it opens when it is first needed and again when it has expired */
function rootSession(session: CallerSession, id: string, taskPolicy: TaskPolicy) {
  const account = { id, partition: session.account.partition };
  const calls = session.calls();
  const open = async () =>
    awsIn(account, session, calls, await assumeRoot(session.sts, account, taskPolicy, calls.call));
  let opened: Promise<Aws> | undefined;
  return async <Result>(use: (aws: Aws) => Promise<Result>): Promise<Result> => {
    opened ??= open();
    const aws = await opened;
    try {
      return await use(aws);
    } catch (error) {
      // A root session lasts 15 minutes.
      if (!causeOf(error)?.startsWith('ExpiredToken')) throw error;
      opened = open();
      return use(await opened);
    }
  };
}

function deleteCredential({ call, clientConfig }: Aws, { action, id }: Deletion) {
  const iam = new IAMClient(clientConfig);
  // No user name: the session is the root user's.
  const send: Record<typeof action, (options: RequestOptions) => Promise<unknown>> = {
    DeleteAccessKey: (options) => iam.send(new DeleteAccessKeyCommand({ AccessKeyId: id }), options),
    DeleteSigningCertificate: (options) =>
      iam.send(new DeleteSigningCertificateCommand({ CertificateId: id }), options),
    DeleteLoginProfile: (options) => iam.send(new DeleteLoginProfileCommand({}), options),
    DeactivateMFADevice: (options) => iam.send(new DeactivateMFADeviceCommand({ SerialNumber: id }), options),
  };
  const done = call(`iam:${action}`, send[action]).then(() => 'done' as const);
  return unlessGone(done, 'gone already' as const);
}

/** @returns what remains, such as `the password`, and a verdict, such as `NOT_APPLICABLE (member-without-credentials)` */
async function prove(aws: Aws): Promise<{ readonly remains: string[]; readonly verdict: string }> {
  const evidence = rootUserEvidence(aws);
  const summary = await evidence.accountSummary();
  const { complianceType, reason } = await rootUserMfaEnabled.evaluate(
    { ...evidence, accountSummary: async () => summary, organizationRole: async () => 'member' },
    DEFAULTS,
  );
  const { mfaEnabled, credentials } = summary;
  const counted = [
    credentials.password && 'the password',
    credentials.accessKeys && 'access keys',
    credentials.signingCertificates && 'signing certificates',
    mfaEnabled && 'MFA devices',
  ];
  const remains = counted.filter((name) => typeof name === 'string');
  return { remains, verdict: `${complianceType} (${reason})` };
}

function createLoginProfile({ call, clientConfig }: Aws): Promise<void> {
  return call('iam:CreateLoginProfile', async (options) => {
    const answer = await new IAMClient(clientConfig).send(new CreateLoginProfileCommand({}), options);
    expectShape('answer', createdProfile, answer);
  });
}
