import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import * as v from 'valibot';
import { awsCalls } from '../../handlers/aws-config/aws-calls.ts';
import { accountOf } from '../../rules/arn.ts';
import { type Account, accountId, type ClientConfig } from '../../rules/aws.ts';
import { expectShape } from '../../rules/expect.ts';
import { adviceOn } from './caller-advice.ts';

export type Calls = Pick<ReturnType<typeof awsCalls>, 'call' | 'conceal'>;

/** Who runs the command. */
export interface Session {
  readonly account: Account;
  readonly sts: STSClient;
  readonly clientConfig: ClientConfig;
  /** Calls that let no secret of the session out. */
  readonly calls: () => Calls;
}

/** What the person says of credentials and Region, instead of the environment. */
export interface Choice {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** To each of AWS's hosts, at most: so many calls are under way at a time. */
  readonly connections: number;
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
 * @throws {AwsCallError} when there are none, or they are not taken
 */
export async function openSession({ profile, region, connections }: Choice): Promise<Session> {
  const agent = { keepAlive: true, maxSockets: connections };
  const requestHandler = new NodeHttpHandler({
    httpAgent: agent,
    httpsAgent: agent,
    connectionTimeout: ATTEMPT_MS,
    requestTimeout: ATTEMPT_MS,
    throwOnRequestTimeout: true,
  });
  const { call, conceal } = awsCalls(new AbortController().signal, adviceOn);
  return call('sts:GetCallerIdentity', async (options) => {
    const sts = new STSClient({
      // With a profile, nothing but the profile: the SDK would go on to the credentials of the machine.
      ...(profile !== undefined && { profile, credentials: fromIni({ profile }) }),
      ...(region !== undefined && { region }),
      ...RETRIES,
      requestHandler,
    });
    const { secretAccessKey, sessionToken } = await sts.config.credentials();
    conceal(secretAccessKey, sessionToken);
    const answer = await sts.send(new GetCallerIdentityCommand({}), options);
    const { Account: id, Arn } = expectShape('answer', callerIdentity, answer);
    return {
      account: { id, partition: accountOf(Arn).partition },
      sts,
      clientConfig: configOf(sts, requestHandler),
      calls: () => {
        const calls = awsCalls(new AbortController().signal, adviceOn);
        calls.conceal(secretAccessKey, sessionToken);
        return calls;
      },
    };
  });
}

/** What was read from the environment and the shared files, so that it is read once and not for each account. */
function configOf({ config }: STSClient, requestHandler: NodeHttpHandler): ClientConfig {
  const { credentials, region, useFipsEndpoint, useDualstackEndpoint, userAgentAppId, authSchemePreference } =
    config;
  const found = {
    credentials,
    region,
    useFipsEndpoint,
    useDualstackEndpoint,
    userAgentAppId,
    authSchemePreference,
  };
  return { ...found, ...RETRIES, requestHandler };
}

export function closeSession({ sts }: Session): void {
  sts.destroy();
}
