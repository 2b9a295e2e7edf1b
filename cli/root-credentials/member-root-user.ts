import { setTimeout } from 'node:timers/promises';
import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import type { Account } from '../../aws/account.ts';
import type { Aws, RequestOptions } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import { rootUserEvidence } from '../../rules/root-user-mfa-enabled/evidence.ts';
import { type RootUserSummary, rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { CallerSession } from '../dry-run/session.ts';
import type { Deletion, Proof, RootAccess } from './delete-account.ts';
import { hasPassword, readRootUser, unlessGone } from './read-root-user.ts';
import { rootSession } from './root-session.ts';

/** IAM tells all its servers of a change within seconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];

const DEFAULTS = expectShape('parameters', rootUserMfaEnabled.parameters, {});

/**
 * Reaches the root user of a member account in two root sessions: one that audits, and, only for deletions, one that
 * deletes. Neither can do what the other does.
 */
export function memberRootUser(
  session: CallerSession,
  account: Account,
  sleep: typeof setTimeout = setTimeout,
): RootAccess {
  const audit = rootSession(session, account, 'IAMAuditRootUserCredentials');
  const deletion = rootSession(session, account, 'IAMDeleteRootUserCredentials');
  const untilSettled = async <Answer>(ask: () => Promise<Answer>, isSettled: (answer: Answer) => boolean) => {
    for (const pause of PAUSES_MS) {
      // IAM may still list a key of which it knows nothing any more.
      const answer = await unlessGone(ask(), undefined);
      if (answer !== undefined && isSettled(answer)) return answer;
      await sleep(pause);
    }
    return ask();
  };
  return {
    read: (isSettled) => untilSettled(() => audit(readRootUser), isSettled),
    async delete(credential) {
      // An answer that nobody at AWS gave can look like that of a deletion.
      if (
        credential.action === 'DeactivateMFADevice' &&
        (await untilSettled(
          () => deletion(hasPassword),
          (isThere) => !isThere,
        ))
      ) {
        throw new Error('The root user still has a password, so MFA stays on.');
      }
      return deletion((aws) => deleteCredential(aws, credential));
    },
    prove: () =>
      untilSettled(
        () => audit(prove),
        ({ remains }) => remains.length === 0,
      ),
  };
}

function deleteCredential({ call, clientConfig }: Aws, deletion: Deletion): Promise<'done' | 'gone already'> {
  const iam = new IAMClient(clientConfig);
  const send = async (options: RequestOptions) => {
    // No user name: the session is the root user's.
    switch (deletion.action) {
      case 'DeleteAccessKey':
        return iam.send(new DeleteAccessKeyCommand({ AccessKeyId: deletion.id }), options);
      case 'DeleteSigningCertificate':
        return iam.send(new DeleteSigningCertificateCommand({ CertificateId: deletion.id }), options);
      case 'DeleteLoginProfile':
        return iam.send(new DeleteLoginProfileCommand({}), options);
      case 'DeactivateMFADevice':
        return iam.send(new DeactivateMFADeviceCommand({ SerialNumber: deletion.id }), options);
    }
  };
  const done = call(`iam:${deletion.action}`, async (options) => {
    await send(options);
    return 'done' as const;
  });
  return unlessGone(done, 'gone already');
}

async function prove(aws: Aws): Promise<Proof> {
  const evidence = rootUserEvidence(aws);
  const summary = await evidence.accountSummary();
  const { complianceType, reason } = await rootUserMfaEnabled.evaluate(
    { ...evidence, accountSummary: async () => summary, organizationRole: async () => 'member' },
    DEFAULTS,
  );
  return { remains: remainsIn(summary), verdict: `${complianceType} (${reason})` };
}

function remainsIn({ mfaEnabled, credentials }: RootUserSummary): string[] {
  const counted = [
    credentials.password && 'the password',
    credentials.accessKeys && 'access keys',
    credentials.signingCertificates && 'signing certificates',
    mfaEnabled && 'MFA devices',
  ];
  return counted.filter((text) => typeof text === 'string');
}
