/** An event pattern of EventBridge: names down to lists, of which one item has to match. So has one pattern of an `$or`. */
export interface EventPattern {
  readonly [name: string]: EventPattern | readonly PatternItem[] | readonly EventPattern[];
}

type PatternItem =
  | string
  | number
  | boolean
  | null
  | { readonly exists: boolean }
  | { readonly 'anything-but': string | readonly string[] };

/**
 * Whether a pattern matches an event. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
 *
 * @throws {Error} on an operator other than `exists`, `anything-but` and `$or`
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  // All names are looked at, so that an operator is refused whatever the event is.
  return Object.entries(pattern)
    .map(([name, expected]) => {
      if (name === '$or') {
        return (expected as readonly EventPattern[]).map((one) => matchesPattern(one, event)).includes(true);
      }
      if (name.startsWith('$')) throw notKnown(name);
      const value = memberOf(event, name);
      return isList(expected)
        ? expected.map((item) => matchesItem(item, value)).includes(true)
        : matchesPattern(expected as EventPattern, value);
    })
    .every((isMatch) => isMatch);
}

function matchesItem(item: PatternItem, value: unknown): boolean {
  if (typeof item !== 'object' || item === null) return valuesOf(value).includes(item);
  const [[operator, argument] = ['', undefined], ...others] = Object.entries(item);
  if (others.length > 0) throw notKnown(JSON.stringify(item));
  switch (operator) {
    case 'exists':
      // "Exists matching works on the leaf nodes only": an object is not one.
      return isLeaf(value) === argument;
    case 'anything-but':
      return isLeaf(value) && !valuesOf(value).some((one) => [argument].flat().includes(one));
    default:
      throw notKnown(operator);
  }
}

/** A list in an event matches by any of its items. */
function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isLeaf(value: unknown): boolean {
  return value !== undefined && (value === null || typeof value !== 'object' || Array.isArray(value));
}

function isList(expected: EventPattern[string]): expected is readonly PatternItem[] {
  return Array.isArray(expected);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function notKnown(operator: string): Error {
  return new Error(`The embedded AWS does not match the event pattern's ${operator}`);
}
