/** The most letters to change in a misspelt name. */
const MOST_CHANGES = 2;

/** @returns the name that somebody meant, if one begins so or is spelt nearly so */
export function nearestName(
  given: string,
  names: readonly string[],
  mostChanges = MOST_CHANGES,
): string | undefined {
  // Nearly every short text is like some short name.
  if (given.length < 3) return undefined;
  const begun = names.filter((name) => name.startsWith(given));
  if (begun.length === 1) return begun[0];
  const [nearest] = names
    .map((name) => ({ name, changes: changesBetween(given, name) }))
    .filter(({ name, changes }) => changes <= Math.min(mostChanges, name.length / 2))
    .toSorted((one, other) => one.changes - other.changes);
  return nearest?.name;
}

/** Letters to insert, leave out or replace: the Levenshtein distance. */
function changesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [column, wanted] of [...other].entries()) {
      const [replaced, left, above] = [row[column], next[column], row[column + 1]] as [
        number,
        number,
        number,
      ];
      next.push(Math.min(replaced + (letter === wanted ? 0 : 1), left + 1, above + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
