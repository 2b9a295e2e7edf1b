import { STSClient } from '@aws-sdk/client-sts';
import { assumeMemberRole } from '../../aws/assume-role.ts';
import type { Aws } from '../../aws/call.ts';
import { awsCalls } from '../../aws/call.ts';
import { httpHandler, SDK_RETRIES } from '../../aws/client-settings.ts';
import { adviceOnEvaluation } from './evaluation-advice.ts';
import type { Invocation } from './invocation.ts';

/** AWS in the account that is evaluated, for one run. */
interface AccountSession extends Aws {
  /** How many AWS calls the run has made so far. */
  readonly awsCalls: () => number;
}

/** What one run may use. */
interface RunLimits {
  /** When it has to end, in milliseconds from now. */
  readonly milliseconds: number;
  /** AWS calls at most, AssumeRole and further pages not counted. */
  readonly mostCalls: number;
}

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
 * @throws {EvaluationError} when the session cannot be opened, or the work fails
 */
export function inAccountSession<Result>(
  { account, memberRoleName, resultToken }: Invocation,
  { milliseconds, mostCalls }: RunLimits,
  work: (session: AccountSession) => Promise<Result>,
): Promise<Result> {
  const { call, count, conceal } = awsCalls({
    deadline: AbortSignal.timeout(milliseconds),
    advise: adviceOnEvaluation,
  });
  conceal(resultToken, process.env['AWS_SECRET_ACCESS_KEY'], process.env['AWS_SESSION_TOKEN']);

  const calls = memberRoleName === undefined ? mostCalls : mostCalls + 1;
  const requestHandler = httpHandler(Math.floor(milliseconds / (calls * SDK_RETRIES.maxAttempts)));
  const ownConfig = { ...SDK_RETRIES, requestHandler };

  const open = async (): Promise<AccountSession> => {
    const session = { account, call, clientConfig: ownConfig, awsCalls: count };
    if (memberRoleName === undefined) return session;
    const credentials = await assumeMemberRole(new STSClient(ownConfig), account, memberRoleName, call);
    conceal(credentials.secretAccessKey, credentials.sessionToken);
    return { ...session, clientConfig: { ...ownConfig, credentials } };
  };
  const explain = (cause: unknown): never => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluationError(`No verdict for account ${account.id}. ${why}`, { cause });
  };
  return open()
    .then(work)
    .catch(explain)
    .finally(() => requestHandler.destroy());
}
