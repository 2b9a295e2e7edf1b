import Anser from 'anser';
import stringWidth from 'string-width';

const CELL = { width: 8.4, height: 20 };
const FONT_SIZE = 14;
const PADDING = 20;
const TITLE_BAR = 36;

/** Quiet colours on a dark window, which stands out on a light page and, by its border, on a dark one. */
const WINDOW = { background: '#161b22', border: '#3d444d', buttons: '#3d444d', text: '#d1d7e0' };
const COLOURS: Readonly<Record<string, string>> = {
  'ansi-red': '#ff7b72',
  'ansi-green': '#56d364',
  'ansi-yellow': '#e3b341',
  'ansi-blue': '#79c0ff',
  'ansi-magenta': '#d2a8ff',
  'ansi-cyan': '#76e3ea',
};
const DECORATIONS: Readonly<Record<string, string>> = {
  bold: 'font-weight="bold"',
  dim: 'opacity="0.65"',
};

/**
 * Draws lines of a terminal as an SVG. Each piece of text has a fixed width, so that columns stay in line in whatever
 * font the reader has.
 *
 * @param title for those who do not see the picture
 * @param columns the width of the terminal
 * @throws {Error} for a colour, a decoration or a control sequence that the picture cannot show
 */
export function terminalPicture(title: string, lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * CELL.width + 2 * PADDING);
  const height = TITLE_BAR + lines.length * CELL.height + PADDING;
  const buttons = [0, 1, 2].map((n) => `<circle cx="${PADDING + 4 + n * 18}" cy="18" r="5"/>`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${WINDOW.background}" stroke="${WINDOW.border}"/>`,
    `<g fill="${WINDOW.buttons}">${buttons}</g>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" fill="${WINDOW.text}">`,
    ...lines.flatMap((line, row) => drawLine(line, TITLE_BAR + row * CELL.height + FONT_SIZE)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** @param y of the line's foot */
function drawLine(line: string, y: number): string[] {
  let column = 0;
  return Anser.ansiToJson(line, { use_classes: true }).flatMap((piece) => {
    const style = styleOf(piece)
      .map((attribute) => ` ${attribute}`)
      .join('');
    // A gap between columns is no text: a text of its own begins behind it.
    return piece.content.split(/(^ +| {2,}| +$)/).flatMap((text) => {
      const x = PADDING + column * CELL.width;
      const width = stringWidth(text) * CELL.width;
      column += stringWidth(text);
      if (text.trim() === '') return [];
      return `<text x="${rounded(x)}" y="${y}" textLength="${rounded(width)}"${style}>${escapeXml(text)}</text>`;
    });
  });
}

function styleOf({ fg, bg, decorations }: Anser.AnserJsonEntry): string[] {
  if (bg) throw new Error(`Expected no background, got ${bg}`);
  const colour = fg ? [`fill="${known(COLOURS, fg)}"`] : [];
  return [...colour, ...decorations.map((name) => known(DECORATIONS, name))];
}

function known(table: Readonly<Record<string, string>>, name: string): string {
  const value = table[name];
  if (value === undefined) throw new Error(`Expected one of ${Object.keys(table).join(', ')}, got ${name}`);
  return value;
}

function escapeXml(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`Expected text and colours only, got ${JSON.stringify(text)}`);
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
