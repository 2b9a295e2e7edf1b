/** @param line what stands below each cell of the head: `---:` for numbers */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  line = '---',
): string {
  return [head, head.map(() => line), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
