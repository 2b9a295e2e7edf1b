import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { TimelineEntry } from '../../embedded-aws/events/watched-aws.ts';

const WHO_WIDTH = 'Step Functions'.length;
const LEAST_WIDTH = 40;
const COLOURS: Record<string, 'green' | 'red' | 'dim'> = {
  COMPLIANT: 'green',
  NON_COMPLIANT: 'red',
  NOT_APPLICABLE: 'dim',
};

/**
 * An entry on a line of its own: minutes and seconds since the start, who, what.
 *
 * @param start in milliseconds since 1970
 * @param columns the terminal's width, to which the text is folded; without it nothing is
 * @param stream that decides about colours
 */
export function formatEntry(
  { at, who, what, complianceType }: TimelineEntry,
  start: number,
  columns: number | undefined,
  stream: NodeJS.WriteStream,
): string {
  const head = `${formatElapsed(Date.parse(at) - start)}  ${who.padEnd(WHO_WIDTH)}  `;
  const colour = COLOURS[complianceType ?? ''];
  const text =
    colour === undefined || complianceType === undefined
      ? what
      : what.replace(complianceType, styleText(colour, complianceType, { stream }));
  if (columns === undefined) return `${head}${text}\n`;
  const folded = wrapAnsi(text, Math.max(LEAST_WIDTH, columns - head.length));
  return `${head}${folded.replaceAll('\n', `\n${' '.repeat(head.length)}`)}\n`;
}

/** `+12:05`; hours are minutes too. */
function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `+${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`.padStart(7);
}
