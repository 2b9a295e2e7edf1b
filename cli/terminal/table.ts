import { styleText } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

type Style = Parameters<typeof styleText>[0];

/** How states are shown on a terminal. */
const STYLES: Record<string, Style> = {
  COMPLIANT: 'green',
  NON_COMPLIANT: 'red',
  NOT_APPLICABLE: 'dim',
  FAILED: ['bold', 'red'],
};

const GAP = '  ';
const STATE_COLUMN = 2;
const LEAST_LAST_WIDTH = 40;

/**
 * A table without lines. Its third column holds states, which are coloured on a terminal.
 *
 * @param columns the terminal's width, to which the last column is folded; without it nothing is
 */
export function formatTable(
  head: readonly string[],
  cells: readonly (readonly string[])[],
  columns: number | undefined,
): string {
  const rows = cells.map((row) => row.map(onOneLine));
  const widths = head.slice(1).map((_, column) => widthOf([head, ...rows], column));
  const indent = widths.reduce((sum, width) => sum + width + GAP.length, 0);
  const fold = (text: string) =>
    columns === undefined
      ? text
      : wrapAnsi(text, Math.max(LEAST_LAST_WIDTH, columns - indent)).replaceAll(
          '\n',
          `\n${' '.repeat(indent)}`,
        );
  const format = (row: readonly string[]) => {
    const padded = widths.map((width, column) => {
      const text = row[column] ?? '';
      const padding = ' '.repeat(width - stringWidth(text));
      return `${column === STATE_COLUMN ? paint(text) : text}${padding}`;
    });
    return [...padded, fold(row[head.length - 1] ?? '')].join(GAP).trimEnd();
  };
  return [head, ...rows].map(format).join('\n');
}

/** `3 accounts: 1 COMPLIANT, 2 FAILED` */
export function formatCounts(states: readonly string[]): string {
  const known = Object.keys(STYLES);
  const others = [...new Set(states)].filter((state) => !known.includes(state)).sort();
  const counts = [...known, ...others]
    .map((state) => ({ state, count: states.filter((other) => other === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => paint(state, `${count} ${state}`));
  const accounts = states.length === 1 ? '1 account' : `${states.length} accounts`;
  return counts.length === 0 ? accounts : `${accounts}: ${counts.join(', ')}`;
}

/** Texts from outside can hold line breaks, and more that a terminal obeys. */
function onOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ');
}

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((widest, row) => Math.max(widest, stringWidth(row[column] ?? '')), 0);
}

function paint(state: string, text = state): string {
  const style = STYLES[state];
  return style === undefined ? text : styleText(style, text, { stream: process.stdout });
}
