/** An event pattern of EventBridge: names down to lists, of which one item has to match. So has one pattern of an `$or`. */
export interface EventPattern {
  readonly [name: string]: EventPattern | readonly unknown[];
}

/**
 * Whether a pattern matches an event. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
 *
 * @throws {Error} on an operator other than `exists`, `anything-but` and `$or`
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  // All names are looked at, so that an operator is refused whatever the event is.
  return Object.entries(pattern)
    .map(([name, expected]) => {
      if (name === '$or') return someOf(expected, (one) => matchesPattern(one as EventPattern, event));
      if (name.startsWith('$')) throw notKnown(name);
      const value = memberOf(event, name);
      return Array.isArray(expected)
        ? someOf(expected, (item) => matchesItem(item, value))
        : matchesPattern(expected as EventPattern, value);
    })
    .every((isMatch) => isMatch);
}

const someOf = (list: unknown, isMatch: (item: unknown) => boolean) =>
  (list as readonly unknown[]).map(isMatch).includes(true);

function matchesItem(item: unknown, value: unknown): boolean {
  // A list in an event matches by any of its items.
  const values = [value].flat();
  if (typeof item !== 'object' || item === null) return values.includes(item);
  const { exists, 'anything-but': refused, ...unknown } = item as Record<string, unknown>;
  if (Object.keys(unknown).length > 0 || Object.keys(item).length !== 1) throw notKnown(JSON.stringify(item));
  // "Exists matching works on the leaf nodes only": an object is not one.
  const isLeaf = value !== undefined && (value === null || typeof value !== 'object' || Array.isArray(value));
  return exists === undefined
    ? isLeaf && !values.some((one) => [refused].flat().includes(one))
    : isLeaf === exists;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function notKnown(operator: string): Error {
  return new Error(`The simulation does not match the event pattern's ${operator}`);
}
