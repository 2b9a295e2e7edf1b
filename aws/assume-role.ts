import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import { type Account, iamArn } from './account.ts';
import type { AwsCall } from './call.ts';
import { expectShape } from './expect.ts';

/** Shown in the member account's CloudTrail. */
const SESSION_NAME = 'aws-config-rule';

/** The least that STS gives, and far more than a run takes. */
const SESSION_SECONDS = 900;

export const roleName = v.pipe(
  v.string(),
  v.regex(/^[\w+=,.@-]{1,64}$/, 'the name of an IAM role, without a path'),
);

export type SessionCredentials = v.InferOutput<typeof sessionCredentials>;

const text = v.pipe(v.string(), v.nonEmpty('a text'));

/** `Credentials` of an answer of STS. */
export const sessionCredentials = v.pipe(
  v.object({ AccessKeyId: text, SecretAccessKey: text, SessionToken: text }),
  v.transform(({ AccessKeyId, SecretAccessKey, SessionToken }) => ({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  })),
);

/**
 * Assumes the member role in the account that is evaluated. What keeps strangers out is IAM, not this code: the
 * function's role may assume roles of its own organization only, and the member role trusts the function's role only.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 *
 * @param roleName without a path
 * @param externalId that the role expects, if it expects one
 * @throws {AwsCallError} when the role cannot be assumed
 */
export async function assumeMemberRole(
  sts: STSClient,
  account: Account,
  roleName: string,
  call: AwsCall,
  externalId?: string,
): Promise<SessionCredentials> {
  const { id, partition } = account;
  const command = new AssumeRoleCommand({
    RoleArn: iamArn(account, `role/${roleName}`),
    RoleSessionName: SESSION_NAME,
    DurationSeconds: SESSION_SECONDS,
    ExternalId: externalId,
  });
  const answer = v.object({
    Credentials: sessionCredentials,
    // The evidence is worth something only if it is the account's own.
    AssumedRoleUser: v.object({
      Arn: v.literal(`arn:${partition}:sts::${id}:assumed-role/${roleName}/${SESSION_NAME}`),
    }),
  });
  return call('sts:AssumeRole', async (options) => {
    return expectShape('answer', answer, await sts.send(command, options)).Credentials;
  });
}
