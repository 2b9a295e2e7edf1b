import { STSClient } from '@aws-sdk/client-sts';
import { assumeMemberRole } from '../../aws/assume-role.ts';
import { type Aws, awsCalls } from '../../aws/call.ts';
import { httpHandler, SDK_RETRIES } from '../../aws/client-settings.ts';
import { adviceOnEvaluation } from './evaluation-advice.ts';
import type { Invocation } from './invocation.ts';

/**
 * The evaluation failed after the event was accepted. Nothing was reported, unless AWS Config took the right verdict and
 * its answer could not be read. `cause` says why.
 */
class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

/**
 * Opens a session in the account that is evaluated, and closes it after the work. In another account than the function's
 * own it uses the credentials of the member role.
 *
 * @param milliseconds until the run has to end
 * @param mostCalls AWS calls at most, AssumeRole and further pages not counted
 * @param work gets AWS in the account, and a function that counts the calls so far
 * @throws {EvaluationError} when the session cannot be opened, or the work fails
 */
export async function inAccountSession<Result>(
  { account, memberRoleName, resultToken }: Invocation,
  milliseconds: number,
  mostCalls: number,
  work: (aws: Aws, count: () => number) => Promise<Result>,
): Promise<Result> {
  const deadline = AbortSignal.timeout(milliseconds);
  const { call, count, conceal } = awsCalls({ deadline, advise: adviceOnEvaluation });
  conceal(resultToken, process.env['AWS_SECRET_ACCESS_KEY'], process.env['AWS_SESSION_TOKEN']);

  const calls = memberRoleName === undefined ? mostCalls : mostCalls + 1;
  const requestHandler = httpHandler(Math.floor(milliseconds / (calls * SDK_RETRIES.maxAttempts)));
  const clientConfig = { ...SDK_RETRIES, requestHandler };
  let aws: Aws = { account, call, clientConfig };
  let result: Result;
  try {
    if (memberRoleName !== undefined) {
      const credentials = await assumeMemberRole(new STSClient(clientConfig), account, memberRoleName, call);
      conceal(credentials.secretAccessKey, credentials.sessionToken);
      aws = { ...aws, clientConfig: { ...clientConfig, credentials } };
    }
    result = await work(aws, count);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluationError(`No verdict for account ${account.id}. ${why}`, { cause });
  } finally {
    requestHandler.destroy();
  }
  return result;
}
