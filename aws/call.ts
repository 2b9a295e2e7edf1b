import type { IAMClientConfig } from '@aws-sdk/client-iam';
import type { Account } from './account.ts';

/** Options of each request of the SDK: no request outlives the run. */
export interface RequestOptions {
  readonly abortSignal: AbortSignal;
}

/**
 * Makes one AWS call and reads its answer.
 *
 * @param action the IAM action that the call needs, such as `iam:GetAccountSummary`
 * @param send makes the call and reads the answer; the call fails with what it throws
 * @throws {AwsCallError} naming the action
 */
export type AwsCall = <Answer>(
  action: string,
  send: (options: RequestOptions) => Promise<Answer>,
) => Promise<Answer>;

/** Settings that all clients of the SDK share. */
export type ClientConfig = Pick<
  IAMClientConfig,
  'credentials' | 'defaultsMode' | 'maxAttempts' | 'region' | 'requestHandler' | 'retryMode'
>;

/** AWS as a rule's evidence may use it: one account, one Region, one deadline. */
export interface Aws {
  readonly account: Account;
  readonly call: AwsCall;
  /** For the constructor of any client of the AWS SDK. */
  readonly clientConfig: ClientConfig;
}

/** AWS refused a call, did not answer it, or answered with something that cannot be evidence. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly action: string;

  constructor(action: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.action = action;
  }
}

/** Characters of an error's text that are quoted at most. */
const MAX_QUOTED = 1_000;

/** Real secrets are long; a short one would be cut out of ordinary words. */
const MIN_SECRET = 8;

/**
 * Makes AWS calls that all end by one deadline and fail with an error that names the action.
 *
 * @param deadline ends every call, also one that waits to be retried
 * @param advise what to do about a failure, in a sentence
 * @returns `call` makes a call, `count` counts them, `conceal` takes secrets that no error may quote
 */
export function awsCalls(
  deadline: AbortSignal,
  advise: (action: string, cause: Error) => string,
): {
  readonly call: AwsCall;
  readonly count: () => number;
  readonly conceal: (...texts: readonly (string | undefined)[]) => void;
} {
  let count = 0;
  const secrets: string[] = [];
  const expired = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () =>
      reject(new Error('no answer within the time that the function has')),
    );
  });
  expired.catch(() => {}); // A call that waits for it gets the error; without one it is no failure.

  const call: AwsCall = async (action, send) => {
    count += 1;
    try {
      return await Promise.race([send({ abortSignal: deadline }), expired]);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      const copy = withoutSecrets(cause, secrets);
      throw new AwsCallError(action, `${describe(action, copy)} ${advise(action, cause)}`, { cause: copy });
    }
  };
  const conceal = (...texts: readonly (string | undefined)[]) => {
    for (const text of texts) if (text !== undefined && text.length >= MIN_SECRET) secrets.push(text);
  };
  return { call, count: () => count, conceal };
}

/** A copy of the error's texts without secrets. What the SDK attaches is left out: it can hold whole answers. */
function withoutSecrets({ name, message, stack }: Error, secrets: readonly string[]): Error {
  const clean = (text: unknown) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), String(text));
  return Object.assign(new Error(clean(message)), { name, stack: clean(stack) });
}

function describe(action: string, cause: Error): string {
  const { name, message } = cause;
  const text = message.slice(0, MAX_QUOTED);
  const failure = name === 'Error' || name === 'ExpectationError' ? text : `${name}: ${text}`;
  return `${action}: ${failure}${failure.endsWith('.') ? '' : '.'}`;
}
