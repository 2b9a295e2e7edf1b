import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import * as v from 'valibot';
import { awsCalls } from '../../handlers/aws-config/aws-calls.ts';
import { type Account, type Aws, type AwsCall, accountId, type ClientConfig } from '../../rules/aws.ts';
import { expectShape } from '../../rules/expect.ts';
import { adviceOn } from './advice.ts';

/** Who runs the command. */
export interface Session {
  readonly account: Account;
  readonly sts: STSClient;
  readonly clientConfig: ClientConfig;
}

/** How long an attempt may take; a call is tried five times. */
const ATTEMPT_MS = 10_000;

const RETRIES = { defaultsMode: 'standard', retryMode: 'standard', maxAttempts: 5 } as const;

const callerIdentity = v.object({
  Account: accountId,
  Arn: v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:(iam|sts)::/, 'the ARN of a principal')),
});

/**
 * Finds credentials and Region as any SDK does, and asks STS whose they are.
 *
 * @param choice of the person: instead of what the environment says
 * @throws {AwsCallError} when there are none, or they are not taken
 */
export async function openSession(choice: {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}): Promise<Session> {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: ATTEMPT_MS,
    requestTimeout: ATTEMPT_MS,
    throwOnRequestTimeout: true,
  });
  const sts = new STSClient({
    ...(choice.profile !== undefined && { profile: choice.profile }),
    ...(choice.region !== undefined && { region: choice.region }),
    requestHandler,
    ...RETRIES,
  });
  // Read from the environment and the shared files once, and not for each account.
  const { credentials, region, useFipsEndpoint, useDualstackEndpoint, userAgentAppId, authSchemePreference } =
    sts.config;
  const clientConfig = {
    ...{ credentials, region, useFipsEndpoint, useDualstackEndpoint, userAgentAppId, authSchemePreference },
    ...RETRIES,
    requestHandler,
  };
  const account = await calls().call('sts:GetCallerIdentity', async (options) => {
    const answer = await sts.send(new GetCallerIdentityCommand({}), options);
    const { Account: id, Arn } = expectShape('answer', callerIdentity, answer);
    return { id, partition: Arn.split(':')[1] as string };
  });
  return { account, sts, clientConfig };
}

export function closeSession({ sts }: Session): void {
  sts.destroy();
}

/** Calls without a deadline of their own, and with advice for a person at a terminal. */
export function calls(): { readonly call: AwsCall; readonly conceal: (...texts: readonly string[]) => void } {
  return awsCalls(new AbortController().signal, adviceOn);
}

/** AWS in an account, with the credentials of the session. */
export function ownAws({ account, clientConfig }: Session): Aws {
  return { account, call: calls().call, clientConfig };
}
