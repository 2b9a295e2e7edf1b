import { readFile, writeFile } from 'node:fs/promises';

/**
 * Replaces the text of a page between `<!-- name -->` and the next `<!-- end -->`.
 *
 * @param path from the project's root, such as `docs/reliability.md`
 * @throws {Error} when the page does not hold both markers
 */
export async function writeBetweenMarkers(path: string, name: string, text: string): Promise<void> {
  const url = new URL(`../../${path}`, import.meta.url);
  const [before, , after] = split(path, name, await readFile(url, 'utf8'));
  await writeFile(url, `${before}\n\n${text.trim()}\n\n${after}`);
}

/** The text between the markers. */
export async function readBetweenMarkers(path: string, name: string): Promise<string> {
  const [, text] = split(path, name, await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));
  return text.trim();
}

function split(path: string, name: string, page: string): [before: string, text: string, after: string] {
  const begin = `<!-- ${name} -->`;
  const end = '<!-- end -->';
  const textAt = page.indexOf(begin) + begin.length;
  const endAt = page.indexOf(end, textAt);
  if (textAt < begin.length || endAt < 0) {
    throw new Error(`Expected ${path} to hold ${begin} and, behind it, ${end}`);
  }
  return [page.slice(0, textAt), page.slice(textAt, endAt), page.slice(endAt)];
}
