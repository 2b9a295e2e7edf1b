/** @returns the name that somebody meant, if one begins so or is spelt nearly so */
export function nearestName(given: string, names: readonly string[], mostChanges = 2): string | undefined {
  // Nearly every short text is like some short name.
  if (given.length < 3) return undefined;
  const begun = names.filter((name) => name.startsWith(given));
  if (begun.length === 1) return begun[0];
  for (let changes = 0; changes <= mostChanges; changes += 1) {
    const near = names.find((name) => changes <= name.length / 2 && isWithin(changes, given, name));
    if (near !== undefined) return near;
  }
  return undefined;
}

/** Whether one text becomes the other when so many letters are inserted, left out or replaced. */
function isWithin(changes: number, one: string, other: string): boolean {
  if (one === '' || other === '') return one.length + other.length <= changes;
  const [restOfOne, restOfOther] = [one.slice(1), other.slice(1)];
  if (one[0] === other[0]) return isWithin(changes, restOfOne, restOfOther);
  const next = [
    [restOfOne, other],
    [one, restOfOther],
    [restOfOne, restOfOther],
  ] as const;
  return changes > 0 && next.some(([first, second]) => isWithin(changes - 1, first, second));
}
