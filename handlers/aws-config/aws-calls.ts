import { type AwsCall, AwsCallError } from '../../rules/aws.ts';

const DENIED =
  "Allow <action> in the function's role, or find the policy of the organization that denies it.";
const UNDOCUMENTED =
  'AWS does not document such an answer: look for what stands between the function and AWS.';

/** What to do about a failure, by the name of its error. IAM and STS say AccessDenied, the others with `Exception`. */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied: DENIED,
  AccessDeniedException: DENIED,
  ExpectationError: UNDOCUMENTED,
  InvalidResultTokenException:
    'Let AWS Config evaluate the rule: only its own events carry a token that it takes.',
  NoSuchConfigRuleException:
    'The rule was deleted after AWS Config asked: leave it, or put it back as docs/troubleshooting.md says.',
};
const DEFAULT_ADVICE =
  'Let AWS Config evaluate the rule again; if it fails again, see docs/troubleshooting.md.';

/**
 * Makes AWS calls that all end by one deadline and fail with an error that names the action.
 *
 * @param deadline ends every call, also one that waits to be retried
 */
export function awsCalls(deadline: AbortSignal): { readonly call: AwsCall; readonly count: () => number } {
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
    } catch (cause) {
      throw new AwsCallError(action, describe(action, cause), { cause });
    }
  };
  return { call, count: () => count };
}

function describe(action: string, cause: unknown): string {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  const failure = name === 'Error' || name === 'ExpectationError' ? message : `${name}: ${message}`;
  const advice = (ADVICE[name] ?? (isUnreadable(cause) ? UNDOCUMENTED : DEFAULT_ADVICE)).replace(
    '<action>',
    action,
  );
  return `${action}: ${failure}${failure.endsWith('.') ? '' : '.'} ${advice}`;
}

/** The SDK could not parse the answer: JSON gives a SyntaxError, XML an Error to which the SDK adds the text. */
function isUnreadable(cause: unknown): boolean {
  return (
    cause instanceof SyntaxError || (cause instanceof Error && Object.hasOwn(cause, '$responseBodyText'))
  );
}
