import { dirname, join, normalize } from 'node:path/posix';
import type { MarkdownPage } from './markdown-page.ts';

/** Pages by their path from the project's folder, such as `docs/dry-run.md`. */
export type Pages = ReadonlyMap<string, MarkdownPage>;

interface Target {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/**
 * @param exists whether the project holds a file or a folder of that path
 * @returns each relative link that goes nowhere: `docs/a.md: [b.md#c] …`, with the reason
 */
export function brokenLinks(pages: Pages, exists: (path: string) => boolean): string[] {
  return [...pages].flatMap(([page, { links }]) =>
    links.filter(isRelative).flatMap((link) => {
      const reason = whyBroken(targetOf(page, link), pages, exists);
      return reason === undefined ? [] : [`${page}: [${link}] ${reason}`];
    }),
  );
}

/** The pages that no chain of links from the start leads to. */
export function unreachablePages(pages: Pages, start: string): string[] {
  const reached = new Set([start]);
  for (const page of reached) {
    for (const link of pages.get(page)?.links.filter(isRelative) ?? [])
      reached.add(targetOf(page, link).path);
  }
  return [...pages.keys()].filter((page) => !reached.has(page));
}

function whyBroken(
  { path, anchor }: Target,
  pages: Pages,
  exists: (path: string) => boolean,
): string | undefined {
  if (!exists(path)) return `${path} does not exist`;
  if (anchor === undefined) return undefined;
  const page = pages.get(path);
  if (page === undefined) return `${path} is not a page with headings`;
  return page.anchors.has(anchor) ? undefined : `${path} has no heading #${anchor}`;
}

function targetOf(page: string, link: string): Target {
  const [path = '', anchor] = decodeURIComponent(link).split('#');
  return { path: path === '' ? page : normalize(join(dirname(page), path)), anchor };
}

/** Neither `https://…` nor `mailto:…`. */
function isRelative(link: string): boolean {
  return !/^[a-z][a-z+.-]*:/i.test(link);
}
