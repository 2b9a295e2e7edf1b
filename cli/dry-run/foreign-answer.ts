import type { AwsCall } from '../../aws/call.ts';

/** What the SDK keeps of the answer that led to an error. */
interface Answered extends Error {
  readonly $response?: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
}

/** Lets the error of an answer that is not of AWS say its status and kind of body: `HTTP 403 with text/html`. */
export function namingForeignAnswers(call: AwsCall): AwsCall {
  return (action, send) =>
    call(action, (options) =>
      send(options).catch((error) => {
        nameAnswer(error);
        throw error;
      }),
    );
}

/** Changes the error itself: the pacer and the advice need what else the SDK has put there. */
function nameAnswer(error: Answered): void {
  const { $response: answer } = error;
  // The SDK's names for an answer without an error code.
  const hasNoCode = error.name === 'Unknown' || error.name === 'UnknownError';
  const isUnreadable = error instanceof SyntaxError || Object.hasOwn(error, '$responseBodyText');
  if (answer === undefined || !(hasNoCode || isUnreadable)) return;
  const type = answer.headers['content-type']?.split(';')[0]?.slice(0, 80) ?? 'a body of no declared type';
  const http = `HTTP ${answer.statusCode} with ${type}`;
  // The SDK adds where a program finds the answer.
  const text = error.message.replace(/\s+Deserialization error: to see .*/s, '');
  error.message = hasNoCode ? http : `${text} (${http})`;
  if (hasNoCode) error.name = 'Error';
}
