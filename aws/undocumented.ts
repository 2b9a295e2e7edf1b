/** Whether an answer was odd or unreadable. Unreadable JSON gives a SyntaxError, unreadable XML an Error with the text. */
export function isUndocumented(cause: Error): boolean {
  const isUnreadable = cause instanceof SyntaxError || Object.hasOwn(cause, '$responseBodyText');
  return cause.name === 'ExpectationError' || isUnreadable;
}
