import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import * as v from 'valibot';
import { type Account, accountId, accountOf } from '../../aws/account.ts';
import { awsCalls } from '../../aws/call.ts';
import { type ClientConfig, NO_SDK_RETRIES } from '../../aws/client-settings.ts';
import { expectShape } from '../../aws/expect.ts';
import { Pacer } from '../../aws/pacer.ts';
import { askMfaCode, ownTerminal } from '../terminal/ask.ts';
import { adviceIn } from './caller-advice.ts';
import { namingForeignAnswers } from './foreign-answer.ts';
import { commandHttpHandler } from './http-handler.ts';
import { findRegion, useProfile } from './profile-environment.ts';

export type Calls = Pick<ReturnType<typeof awsCalls>, 'call' | 'conceal'>;

/** The caller of the command. */
export interface CallerSession {
  readonly account: Account;
  readonly sts: STSClient;
  readonly clientConfig: ClientConfig;
  /** Calls whose errors hold no secret of the session. */
  readonly calls: () => Calls;
}

/** What the caller chooses instead of the environment. */
interface Choice {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The most connections to each host of AWS, and so the most calls at the same time. */
  readonly concurrency: number;
  /** Ends what waits because AWS throttles. */
  readonly interruption?: AbortSignal | undefined;
}

const callerIdentity = v.object({
  Account: accountId,
  Arn: v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:(iam|sts)::/, 'the ARN of a principal')),
});

/**
 * Finds credentials and Region as the AWS CLI does, and asks STS for their account. The clients of the session share the
 * credentials, so an MFA code is asked for once, and again only when the credentials expire.
 *
 * @throws {ExpectationError} if the profile or the Region does not exist, or the file of certificates cannot be read
 * @throws {AwsCallError} when there are no credentials, AWS refuses them, or there is no terminal on which to ask for a code
 */
export async function openSession({ interruption, ...choice }: Choice): Promise<CallerSession> {
  const { profile, concurrency } = choice;
  await useProfile(profile);
  const region = await findRegion(choice.region);
  const requestHandler = await commandHttpHandler(concurrency);
  const callersSecrets = new Set<string>();
  const pacer = new Pacer();
  const advise = adviceIn(region);
  const calls = () => {
    const { call, conceal } = awsCalls({
      deadline: new AbortController().signal,
      advise,
      pacer: pacer.forAccount(),
      interruption,
      callersSecrets,
    });
    return { call: namingForeignAnswers(call), conceal };
  };
  const credentials = checked(credentialsOf(profile, requestHandler), callersSecrets);
  let sts: STSClient | undefined;
  return calls().call('sts:GetCallerIdentity', async (options) => {
    // Made once, also where the call is tried again: a code of an MFA device is asked for once.
    sts ??= new STSClient({
      credentials,
      ...(region !== undefined && { region }),
      ...NO_SDK_RETRIES,
      requestHandler,
    });
    const answer = await sts.send(new GetCallerIdentityCommand({}), options);
    const { Account: id, Arn } = expectShape('answer', callerIdentity, answer);
    return {
      account: { id, partition: accountOf(Arn).partition },
      sts,
      clientConfig: { ...sharedSettings(sts), ...NO_SDK_RETRIES, requestHandler },
      calls,
    };
  });
}

/** With --profile, use no other credentials. The SDK's default chain would fall back to those of the machine. */
function credentialsOf(profile: string | undefined, requestHandler: NodeHttpHandler) {
  const mfaCodeProvider = async (device: string) => {
    const terminal = ownTerminal();
    if (terminal !== undefined) return askMfaCode(device, terminal);
    throw new Error(
      `the profile has mfa_serial ${device}, and there is no terminal on which to ask for its code`,
    );
  };
  // IAM Identity Center is asked through the same proxy.
  const init = { clientConfig: { requestHandler }, mfaCodeProvider };
  if (profile !== undefined) return fromIni({ profile, ...init });
  // The keys of the shell come before AWS_PROFILE, as for the AWS CLI. The SDK's chain turns that round.
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  return AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY ? fromEnv() : defaultProvider(init);
}

/** Checks credentials that are found, and adds them to the secrets, also those that are refreshed during the run. */
const checked =
  (find: ReturnType<typeof credentialsOf>, secrets: Set<string>) =>
  async (caller?: Record<string, unknown>) => {
    const found = await find(caller);
    const { accessKeyId, secretAccessKey, sessionToken = '' } = found;
    secrets.add(secretAccessKey).add(sessionToken);
    for (const [name, text] of [
      ['access key ID', accessKeyId],
      ['secret access key', secretAccessKey],
      ['session token', sessionToken],
    ] as const) {
      // AWS would answer such a key with an error about the signature, and Node.js with one about a header.
      if (/[^!-~]/.test(text)) {
        throw new Error(`the ${name} holds a character that none has, such as a line break or a space`);
      }
    }
    return found;
  };

/** The settings from the environment and the shared files, read once and not for each account. */
const sharedSettings = ({ config }: STSClient) => ({
  credentials: config.credentials,
  region: config.region,
  useFipsEndpoint: config.useFipsEndpoint,
  useDualstackEndpoint: config.useDualstackEndpoint,
  userAgentAppId: config.userAgentAppId,
  authSchemePreference: config.authSchemePreference,
});

export function closeSession({ sts }: CallerSession): void {
  sts.destroy();
}
