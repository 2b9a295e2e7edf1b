import stringWidth from 'string-width';

const GAP = '  ';

/** Rows of short texts in aligned columns, without lines. The first row is the head. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row.map((text, column) => pad(text, widths[column] ?? 0)).join(GAP);
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
