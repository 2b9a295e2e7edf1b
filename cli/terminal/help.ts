import wrapAnsi from 'wrap-ansi';
import { HELP_OPTION, type OptionTable } from './command-options.ts';

const DEFAULT_COLUMNS = 80;
/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;
/** In fewer columns, each word would stand on a line of its own. */
const LEAST_TEXT_COLUMNS = 24;
const INDENT = '  ';

/**
 * The help of a command, folded to the terminal between words. Paragraphs have an empty line between them; those that
 * begin with a space are shown as they are.
 *
 * @param columns of the terminal; nothing for a file or a pipe
 */
export function formatHelp(
  { about, options, notes }: { about: string; options: OptionTable; notes: string },
  columns = DEFAULT_COLUMNS,
): string {
  const width = Math.min(columns, MOST_COLUMNS);
  const all: OptionTable = { ...options, ...HELP_OPTION };
  const rows = Object.entries(all).map(([name, { value, help }]) => ({
    option: `${INDENT}--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const left = Math.max(...rows.map(({ option }) => option.length)) + INDENT.length;
  const textWidth = Math.max(LEAST_TEXT_COLUMNS, width - left);
  const table = rows.map(({ option, help }) =>
    wrapAnsi(help, textWidth)
      .split('\n')
      .map((line, index) => (index === 0 ? option : '').padEnd(left) + line)
      .join('\n'),
  );
  return `${[...paragraphs(about, width), table.join('\n'), ...paragraphs(notes, width)].join('\n\n')}\n`;
}

function paragraphs(text: string, width: number): string[] {
  return text
    .replace(/^\n+|\s+$/g, '')
    .split('\n\n')
    .map((paragraph) =>
      paragraph.startsWith(' ') ? paragraph : wrapAnsi(paragraph.replaceAll('\n', ' '), width),
    );
}
