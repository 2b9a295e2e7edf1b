import stringWidth from 'string-width';

const GAP = '  ';

/** Rows of short texts in aligned columns, without lines. The first row is the head. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - stringWidth(text));
  return rows.map((row) => row.map(pad).join(GAP).trimEnd()).join('\n');
}
