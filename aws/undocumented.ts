/** What the SDK keeps of the answer that led to an error. */
interface Answered {
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
}

/** An answer of a server in trouble is no sign of a proxy, also where it has no error code. */
const SERVER_ERROR = 500;

/** Whether an answer was odd or unreadable, such as a page of a proxy. */
export function isUndocumented(cause: Error): boolean {
  const { statusCode = 0 } = (cause as Answered).$response ?? {};
  return (
    cause.name === 'ExpectationError' ||
    isUnreadable(cause) ||
    (hasNoCode(cause) && statusCode < SERVER_ERROR)
  );
}

/** @returns the status and the kind of body of an answer that is not of AWS, such as `HTTP 403 with text/html` */
export function httpOf(cause: Error): string | undefined {
  const { statusCode, headers } = (cause as Answered).$response ?? {};
  if (statusCode === undefined || !(isUnreadable(cause) || hasNoCode(cause))) return undefined;
  const [type] = /^[\w.+/-]{1,80}/.exec(headers?.['content-type'] ?? '') ?? ['a body of no declared type'];
  return `HTTP ${statusCode} with ${type}`;
}

/** Unreadable JSON gives a SyntaxError, unreadable XML an Error with the text. */
function isUnreadable(cause: Error): boolean {
  return cause instanceof SyntaxError || Object.hasOwn(cause, '$responseBodyText');
}

/** The SDK's names for an error that the answer does not name. */
function hasNoCode({ name }: Error): boolean {
  return name === 'Unknown' || name === 'UnknownError';
}
