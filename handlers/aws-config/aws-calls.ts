import { type AwsCall, AwsCallError } from '../../rules/aws.ts';

const DENIED =
  "Allow <action> in the function's role, or find the policy of the organization that denies it.";
const UNDOCUMENTED =
  'AWS does not document such an answer: look for what stands between the function and AWS.';

/** What to do about a failure, by the name of its error. IAM and STS say AccessDenied, the others with `Exception`. */
const ADVICE = new Map([
  ['AccessDenied', DENIED],
  ['AccessDeniedException', DENIED],
  ['ExpectationError', UNDOCUMENTED],
  [
    'InvalidResultTokenException',
    'Let AWS Config evaluate the rule: only its own events carry a token that it takes.',
  ],
  [
    'NoSuchConfigRuleException',
    'The rule was deleted after AWS Config asked: leave it, or put it back as docs/troubleshooting.md says.',
  ],
]);
const DEFAULT_ADVICE =
  'Let AWS Config evaluate the rule again; if it fails again, see docs/troubleshooting.md.';

/** How many characters of an error's text are quoted. */
const MAX_QUOTED = 1_000;

/**
 * Makes AWS calls that all end by one deadline and fail with an error that names the action.
 *
 * @param deadline ends every call, also one that waits to be retried
 * @param secrets what must go no further when AWS's text quotes the request
 */
export function awsCalls(
  deadline: AbortSignal,
  secrets: readonly string[],
): { readonly call: AwsCall; readonly count: () => number } {
  let count = 0;
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
      const cause = withoutSecrets(error, secrets);
      throw new AwsCallError(action, describe(action, cause), { cause });
    }
  };
  return { call, count: () => count };
}

/** Cleans the error itself: it goes on as the `cause`, and its text may be logged wherever the cause is. */
function withoutSecrets(error: unknown, secrets: readonly string[]): Error {
  const clean = (text: unknown) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), String(text));
  const cause = error instanceof Error ? error : new Error(clean(error));
  cause.message = clean(cause.message);
  cause.stack = clean(cause.stack);
  return cause;
}

function describe(action: string, cause: Error): string {
  const { name, message } = cause;
  const text = message.slice(0, MAX_QUOTED);
  const failure = name === 'Error' || name === 'ExpectationError' ? text : `${name}: ${text}`;
  const advice = ADVICE.get(name) ?? (isUnreadable(cause) ? UNDOCUMENTED : DEFAULT_ADVICE);
  return `${action}: ${failure}${failure.endsWith('.') ? '' : '.'} ${advice.replace('<action>', action)}`;
}

/** The SDK could not parse the answer: JSON gives a SyntaxError, XML an Error to which the SDK adds the text. */
function isUnreadable(cause: Error): boolean {
  return cause instanceof SyntaxError || Object.hasOwn(cause, '$responseBodyText');
}
