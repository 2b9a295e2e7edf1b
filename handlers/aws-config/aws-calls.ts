import { type AwsCall, AwsCallError } from '../../rules/aws.ts';
import { adviceOn } from './advice.ts';

/** How many characters of an error's text are quoted. */
const MAX_QUOTED = 1_000;

/** Real secrets are long; a short one would be cut out of ordinary words. */
const MIN_SECRET = 8;

/**
 * Makes AWS calls that all end by one deadline and fail with an error that names the action.
 *
 * @param deadline ends every call, also one that waits to be retried
 * @param advise what to do about a failure, in a sentence
 * @returns `conceal` takes what must go no further when AWS's text quotes the request
 */
export function awsCalls(
  deadline: AbortSignal,
  advise: (action: string, cause: Error) => string = adviceOn,
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
  expired.catch(() => {}); // Whoever waits for it gets it; with nobody waiting it is no failure.

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

/** A copy of what is said of an error, and of nothing that the SDK attaches to it: there are whole answers among that. */
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
