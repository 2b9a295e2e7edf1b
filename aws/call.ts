import type { Account } from './account.ts';
import type { ClientConfig } from './client-settings.ts';
import type { Pacer } from './pacer.ts';

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

/** AWS as a rule's evidence may use it: one account, one Region, one deadline. */
export interface Aws {
  readonly account: Account;
  readonly call: AwsCall;
  /** Goes to the constructor of any client of the AWS SDK. */
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

/** The name of the error with which a call failed, such as `AccessDenied`. */
export function causeOf(error: unknown): string | undefined {
  return error instanceof AwsCallError ? (error.cause as Error | undefined)?.name : undefined;
}

/** Characters of an error's text that are quoted at most. */
const MAX_QUOTED = 1_000;

/** Real secrets are long; a short one would be cut out of ordinary words. */
const MIN_SECRET = 8;

interface CallOptions {
  /** Ends every call, also one that waits to be retried. */
  readonly deadline: AbortSignal;
  /** What to do about a failure, in a sentence. */
  readonly advise: (action: string, cause: Error) => string;
  /** Sets the speed of a run over many accounts; without it, the clients retry by themselves. */
  readonly pacer?: Pacer;
  /** Ends the waits of the pacer, and lets calls that are under way end. Its reason is thrown as it is. */
  readonly interruption?: AbortSignal | undefined;
  /** Secrets of the caller, which may change during the run. */
  readonly callersSecrets?: ReadonlySet<string>;
}

/**
 * Makes AWS calls that all end by one deadline and fail with an error that names the action.
 *
 * @returns `call` makes a call, `count` counts them, `conceal` takes secrets that no error may quote
 */
export function awsCalls({ deadline, advise, pacer, interruption, callersSecrets = new Set() }: CallOptions) {
  let count = 0;
  const secrets = new Set<string>();
  const expired = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () =>
      reject(new Error('no answer within the time that the function has')),
    );
  });
  expired.catch(() => {}); // Without a call that waits, the deadline passes quietly.

  const call: AwsCall = async (action, send) => {
    count += 1;
    const attempt = () => send({ abortSignal: deadline });
    try {
      const answer = pacer?.run(action, attempt, interruption ?? deadline) ?? attempt();
      return await Promise.race([answer, expired]);
    } catch (error) {
      if (interruption?.aborted && error === interruption.reason) throw error;
      const cause = error instanceof Error ? error : new Error(String(error));
      const copy = withoutSecrets(cause, [...callersSecrets, ...secrets]);
      throw new AwsCallError(action, `${describe(action, copy)} ${advise(action, cause)}`, { cause: copy });
    }
  };
  const conceal = (...texts: readonly (string | undefined)[]) => {
    for (const text of texts) if (text !== undefined) secrets.add(text);
  };
  return { call, count: () => count, conceal };
}

/** A copy of the error's texts without secrets. What the SDK attaches is left out: it can hold whole answers. */
function withoutSecrets({ name, message, stack }: Error, secrets: readonly string[]): Error {
  // The longest first: a form can contain another.
  const forms = secrets.flatMap(formsOf).sort((one, other) => other.length - one.length);
  const clean = (text: unknown) =>
    forms.reduce((rest, form) => rest.replaceAll(form, '(secret)'), String(text));
  return Object.assign(new Error(clean(message)), { name, stack: clean(stack) });
}

/** A secret as an answer can quote it: as it is, in capitals, in a URL, in base64 with or without padding. */
function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET) return [];
  // Without padding.
  const base64url = Buffer.from(secret).toString('base64url');
  return [
    secret,
    secret.toUpperCase(),
    encodeURIComponent(secret),
    base64url.replaceAll('-', '+').replaceAll('_', '/'),
    base64url,
  ];
}

function describe(action: string, cause: Error): string {
  const { name, message } = cause;
  const text = message.slice(0, MAX_QUOTED);
  const failure = name === 'Error' || name === 'ExpectationError' ? text : `${name}: ${text}`;
  return `${action}: ${failure}${failure.endsWith('.') ? '' : '.'}`;
}
