import { type AwsCall, AwsCallError } from '../../rules/aws.ts';

/** The SDK's exceptions for a permission that is missing, by service: IAM and STS; Config and Organizations. */
const DENIED = new Set(['AccessDenied', 'AccessDeniedException']);

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
      throw new AwsCallError(action, `${action}: ${describe(action, cause)}`, { cause });
    }
  };
  return { call, count: () => count };
}

function describe(action: string, cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const failure = cause.name === 'Error' ? cause.message : `${cause.name}: ${cause.message}`;
  if (!DENIED.has(cause.name)) return failure;
  return `${failure} Allow ${action} in the function's role, or find the policy of the organization that denies it.`;
}
