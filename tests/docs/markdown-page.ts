import { dirname, join, normalize } from 'node:path/posix';
import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as textOf } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import type { Position } from 'unist';
import { visit } from 'unist-util-visit';

/** A Markdown page as GitHub shows it. */
export interface MarkdownPage {
  /** The address of each link and image, as written, but for those such as `https://…` and `mailto:…`. */
  readonly relativeLinks: readonly string[];
  /** The anchor of each heading, without `#`. */
  readonly anchors: ReadonlySet<string>;
  /** Lines, without those that a command writes between `<!-- npm run … -->` and `<!-- end -->`. */
  readonly writtenLines: number;
}

/** Pages by their path from the project's folder, such as `docs/dry-run.md`. */
export type Pages = ReadonlyMap<string, MarkdownPage>;

export function readMarkdownPage(text: string): MarkdownPage {
  const relativeLinks: string[] = [];
  const anchors = new Set<string>();
  let generatedLines = 0;
  let generatedFrom: number | undefined;

  // One slugger a page: it numbers headings of the same text, as GitHub does.
  const slugger = new GithubSlugger();
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  visit(tree, (node) => {
    switch (node.type) {
      case 'link':
      case 'image':
      case 'definition':
        if (!/^[a-z][a-z+.-]*:/i.test(node.url)) relativeLinks.push(node.url);
        break;
      case 'heading':
        anchors.add(slugger.slug(textOf(node)));
        break;
      case 'html': {
        const line = (node.position as Position).start.line;
        if (node.value.startsWith('<!-- npm run ')) generatedFrom = line;
        if (node.value !== '<!-- end -->' || generatedFrom === undefined) break;
        generatedLines += line - generatedFrom - 1;
        generatedFrom = undefined;
      }
    }
  });

  return { relativeLinks, anchors, writtenLines: text.trimEnd().split('\n').length - generatedLines };
}

/**
 * @param exists whether the project holds a file or a folder of that path
 * @returns each relative link that goes nowhere: `docs/a.md: [b.md#c] …`, with the reason
 */
export function brokenLinks(pages: Pages, exists: (path: string) => boolean): string[] {
  const whyBroken = (page: string, link: string) => {
    const { path, anchor } = targetOf(page, link);
    if (!exists(path)) return `${path} does not exist`;
    if (anchor === undefined) return undefined;
    const target = pages.get(path);
    if (target === undefined) return `${path} is not a page with headings`;
    return target.anchors.has(anchor) ? undefined : `${path} has no heading #${anchor}`;
  };
  return [...pages].flatMap(([page, { relativeLinks }]) =>
    relativeLinks.flatMap((link) => {
      const reason = whyBroken(page, link);
      return reason === undefined ? [] : [`${page}: [${link}] ${reason}`];
    }),
  );
}

/** The pages that no chain of links from the start leads to. */
export function unreachablePages(pages: Pages, start: string): string[] {
  const reached = new Set([start]);
  for (const page of reached) {
    for (const link of pages.get(page)?.relativeLinks ?? []) reached.add(targetOf(page, link).path);
  }
  return [...pages.keys()].filter((page) => !reached.has(page));
}

/** @returns the path from the project's folder */
function targetOf(page: string, link: string): { path: string; anchor: string | undefined } {
  const [path = '', anchor] = decodeURIComponent(link).split('#');
  return { path: path === '' ? page : normalize(join(dirname(page), path)), anchor };
}
