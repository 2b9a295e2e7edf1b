import { AssumeRootCommand, type STSClient } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import type { Account } from './account.ts';
import { type SessionCredentials, sessionCredentials } from './assume-role.ts';
import type { AwsCall } from './call.ts';
import { expectShape } from './expect.ts';

/**
 * What a root session may do: audit the credentials of the root user, delete them, or let the root user have a password
 * again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export type TaskPolicy =
  | 'IAMAuditRootUserCredentials'
  | 'IAMDeleteRootUserCredentials'
  | 'IAMCreateRootUserPassword';

/** The longest session that `AssumeRoot` gives. */
const SESSION_SECONDS = 900;

const answer = v.object({ Credentials: sessionCredentials });

/**
 * Opens a root session in a member account. STS does not name the account in its answer.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 *
 * @param sts of the management account or IAM's delegated administrator, with a Region: the global endpoint refuses it
 * @throws {AwsCallError}
 */
export async function assumeRoot(
  sts: STSClient,
  account: Account,
  taskPolicy: TaskPolicy,
  call: AwsCall,
): Promise<SessionCredentials> {
  const command = new AssumeRootCommand({
    TargetPrincipal: account.id,
    TaskPolicyArn: { arn: `arn:${account.partition}:iam::aws:policy/root-task/${taskPolicy}` },
    DurationSeconds: SESSION_SECONDS,
  });
  return call('sts:AssumeRoot', async (options) => {
    return expectShape('answer', answer, await sts.send(command, options)).Credentials;
  });
}
