import { readFile, writeFile } from 'node:fs/promises';

/**
 * Puts a text that a command has made into a page of docs/, between `<!-- command -->` and the next `<!-- end -->`.
 *
 * @throws {Error} when the page does not hold both
 */
export async function writeBetweenMarkers(page: string, command: string, text: string): Promise<void> {
  const url = new URL(`../../docs/${page}`, import.meta.url);
  const begin = `<!-- ${command} -->`;
  const end = '<!-- end -->';
  const [before, rest] = (await readFile(url, 'utf8')).split(begin);
  const endsAt = rest?.indexOf(end) ?? -1;
  if (before === undefined || rest === undefined || endsAt < 0) {
    throw new Error(`Expected docs/${page} to hold ${begin} and behind it ${end}`);
  }
  await writeFile(url, `${before}${begin}\n\n${text}\n${rest.slice(endsAt)}`);
}
