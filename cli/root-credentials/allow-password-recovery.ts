import { CreateLoginProfileCommand, IAMClient } from '@aws-sdk/client-iam';
import * as v from 'valibot';
import { expectShape } from '../../aws/expect.ts';
import type { CallerSession } from '../dry-run/session.ts';
import { rootSession } from './root-session.ts';

/** The SDK takes any answer without an error for success, also one that nobody at AWS gave. */
const created = v.object({ LoginProfile: v.object({}) });

/**
 * Lets the person who reads the root user's e-mail set a password, by the sign-in page's "Forgot password". IAM allows it
 * only while the root user has no credentials.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 *
 * @param id of a member account
 * @throws {AwsCallError}
 */
export async function allowPasswordRecovery(session: CallerSession, id: string): Promise<void> {
  const account = { id, partition: session.account.partition };
  await rootSession(
    session,
    account,
    'IAMCreateRootUserPassword',
  )(({ call, clientConfig }) =>
    call('iam:CreateLoginProfile', async (options) => {
      const answer = await new IAMClient(clientConfig).send(new CreateLoginProfileCommand({}), options);
      expectShape('answer', created, answer);
    }),
  );
}
