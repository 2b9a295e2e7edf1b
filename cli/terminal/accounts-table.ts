import { styleText } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { visibleText } from '../../watch/visible-text.ts';

type Style = Parameters<typeof styleText>[0];

/** How states look on a terminal. */
const STYLES: Readonly<Record<string, Style>> = {
  COMPLIANT: 'green',
  NON_COMPLIANT: 'red',
  NOT_APPLICABLE: 'dim',
  FAILED: ['bold', 'red'],
  ready: 'yellow',
  deleted: 'green',
  failed: ['bold', 'red'],
  changed: 'red',
  'not reachable': ['bold', 'red'],
};

/** A stream, which has colours only where it is a terminal. Without `columns` nothing is folded or cut. */
export type Screen = NodeJS.WritableStream & { readonly columns?: number | undefined };

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  /** Stands on the row's line if it fits there, else below. */
  readonly evidence: string;
  /** Stands above the row, and is about more rows. */
  readonly above?: string | undefined;
  /** Stands below the row. */
  readonly text?: string | undefined;
}

const HEAD: Row = {
  id: 'ACCOUNT',
  name: 'NAME',
  state: 'COMPLIANCE',
  reason: 'REASON',
  evidence: 'EVIDENCE',
};

const GAP = '  ';
const INDENT = '    ';
/** A narrower terminal folds the lines itself. */
const LEAST_COLUMNS = 40;
const LEAST_NAME_WIDTH = 8;
/** One long name must not push the other columns away. AWS allows 50 characters. */
const MOST_NAME_WIDTH = 50;
const NAME_SHARE = 0.4;
/** A terminal of this width or more has room for the reasons. */
const COLUMNS_WITH_REASON = 110;

/**
 * A table without lines, one account a row, with long texts below their row. The texts can hold anything.
 *
 * @param screen where the table is shown
 * @param head its first line; without a head for the reasons they are not shown
 */
export function formatAccountsTable(rows: readonly Row[], screen: Screen, head = HEAD): string {
  const { columns } = screen;
  const width = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_COLUMNS, columns);
  const hasReason = width >= COLUMNS_WITH_REASON && head.reason !== '';
  const shown = [head, ...rows.map(visibleRow)];
  const widest = (column: 'id' | 'name' | 'state' | 'reason') =>
    shown.reduce((most, row) => Math.max(most, stringWidth(row[column])), 0);
  const widths = { id: widest('id'), state: widest('state'), reason: hasReason ? widest('reason') : 0 };
  const others = [widths.id, widths.state, ...(hasReason ? [widths.reason] : [])];
  const taken = others.reduce((sum, other) => sum + other + GAP.length, 0);
  const most = Math.min(MOST_NAME_WIDTH, NAME_SHARE * width, width - taken);
  const nameWidth = Math.min(widest('name'), Math.max(LEAST_NAME_WIDTH, Math.floor(most)));
  const format = (row: Row) => {
    const cells = [
      pad(row.id, widths.id),
      pad(columns === undefined ? row.name : cut(row.name, nameWidth), nameWidth),
      pad(row.state, widths.state).replace(row.state, paint(screen, row.state)),
      ...(hasReason ? [pad(row.reason, widths.reason)] : []),
    ];
    const used = taken + nameWidth + GAP.length;
    const fits = used + stringWidth(row.evidence) <= width;
    const below = [fits || row === head ? '' : row.evidence, row.text ?? ''].filter((text) => text !== '');
    return [
      ...(row.above === undefined ? [] : [fold(row.above, columns)]),
      [...cells, fits ? row.evidence : ''].join(GAP).trimEnd(),
      ...below.map((text) => fold(text, columns)),
    ].join('\n');
  };
  return shown.map(format).join('\n');
}

/** `1 account`, `3,000 accounts` */
export function accountsIn(count: number): string {
  return count === 1 ? '1 account' : `${count.toLocaleString('en')} accounts`;
}

/** `3 accounts: 2 FAILED, 1 COMPLIANT` */
export function formatCounts(
  counts: readonly { readonly state: string; readonly label?: string; readonly count: number }[],
  screen: Screen,
): string {
  const accounts = accountsIn(counts.reduce((sum, { count }) => sum + count, 0));
  const parts = counts.map(({ state, label = state, count }) =>
    paint(screen, state, `${count.toLocaleString('en')} ${visibleText(label)}`),
  );
  return parts.length === 0 ? accounts : `${accounts}: ${parts.join(', ')}`;
}

/** Folds a text to a terminal's width, with each line indented. */
export function fold(text: string, columns: number | undefined, indent = INDENT): string {
  if (columns === undefined) return `${indent}${text}`;
  const folded = wrapAnsi(text, Math.max(LEAST_COLUMNS, columns) - indent.length, { hard: true });
  return folded.replaceAll(/^/gm, indent);
}

/** Rows of short texts in aligned columns, without lines. The first row is the head. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row.map((text, column) => pad(text, widths[column] ?? 0)).join(GAP);
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

function visibleRow(row: Row): Row {
  const cells = Object.entries(row).filter(([, text]) => text !== undefined);
  return Object.fromEntries(cells.map(([name, text]) => [name, visibleText(text)])) as unknown as Row;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A long name ends in an ellipsis; no letter or emoji is cut in two. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

function paint(stream: Screen, state: string, text = state): string {
  const style = STYLES[state];
  return style === undefined ? text : styleText(style, text, { stream });
}
