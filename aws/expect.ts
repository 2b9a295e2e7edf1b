import * as v from 'valibot';

/** A value from outside is not what was expected. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/**
 * Checks a value from outside against a schema and returns it typed. A schema's own message says what was expected:
 * `a 12-digit account id`.
 *
 * @param what names the value in the error, such as `event` or `rule parameters`
 * @throws {ExpectationError} of the form `event.accountId: expected a 12-digit account id, got "1234"`
 */
export function expectShape<Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new ExpectationError(explain(what, schema, result.issues[0]));
}

/** @returns one line of the form `event.accountId: expected a 12-digit account id, got "1234"` */
export function explain(what: string, schema: v.GenericSchema, issue: v.BaseIssue<unknown>): string {
  return `${what}${pathOf(issue)}: ${describe(issue, schema)}`;
}

/**
 * @param json the text of a JSON object
 * @throws {ExpectationError} when it is anything else; a long text is quoted only in part
 */
export function parseJsonObject(what: string, json: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The check below refuses this, like everything else that is not an object.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ExpectationError(
    `${what}: expected the text of a JSON object, got ${excerpt(JSON.stringify(json))}`,
  );
}

/** Whether an answer was odd or unreadable. Unreadable JSON gives a SyntaxError, unreadable XML an Error with the text. */
export function isUndocumented(cause: Error): boolean {
  const isUnreadable = cause instanceof SyntaxError || Object.hasOwn(cause, '$responseBodyText');
  return cause.name === 'ExpectationError' || isUnreadable;
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${key === '' ? '""' : excerpt(String(key))}`))
    .join('');
}

function describe(issue: v.BaseIssue<unknown>, schema: v.GenericSchema): string {
  if (issue.expected === 'never') return `unknown name${alternatives(issue, schema)}`;
  const got = gotOf(issue);
  if (issue.kind === 'validation') return `expected ${issue.message}, got ${got}`;
  // For a missing key, valibot's `expected` is the key in quotes, which the path names already.
  const isMissingKey = issue.expected === `"${issue.path?.at(-1)?.key}"`;
  return `expected ${isMissingKey ? 'a value' : issue.expected}, got ${got}`;
}

function gotOf({ input, received }: v.BaseIssue<unknown>): string {
  // valibot reports the length of an empty text, 0, as what it received.
  if (input === '') return '""';
  return received === 'undefined' ? 'nothing' : excerpt(received);
}

function alternatives(issue: v.BaseIssue<unknown>, schema: v.GenericSchema): string {
  const isTopLevel = issue.path?.length === 1;
  return isTopLevel && 'entries' in schema
    ? `; expected one of: ${Object.keys(schema.entries as object).join(', ')}`
    : '';
}

function excerpt(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}… (${text.length} characters)`;
}
