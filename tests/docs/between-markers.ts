import { writeFile } from 'node:fs/promises';
import { at, read } from '../project-files.ts';

/**
 * Replaces the text of a page between `<!-- name -->` and the next `<!-- end -->`.
 *
 * @param path from the project's root, such as `docs/reliability.md`
 * @throws {Error} when the page does not hold both markers
 */
export async function writeBetweenMarkers(path: string, name: string, text: string): Promise<void> {
  const [before, , after] = split(path, name);
  await writeFile(at(path), `${before}\n\n${text.trim()}\n\n${after}`);
}

/** The text between the markers. */
export function readBetweenMarkers(path: string, name: string): string {
  return split(path, name)[1].trim();
}

function split(path: string, name: string): [before: string, text: string, after: string] {
  const page = read(path);
  const begin = `<!-- ${name} -->`;
  const end = '<!-- end -->';
  const textAt = page.indexOf(begin) + begin.length;
  const endAt = page.indexOf(end, textAt);
  if (textAt < begin.length || endAt < 0) {
    throw new Error(`Expected ${path} to hold ${begin} and, behind it, ${end}`);
  }
  return [page.slice(0, textAt), page.slice(textAt, endAt), page.slice(endAt)];
}
