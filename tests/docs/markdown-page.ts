import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as textOf } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import type { Position } from 'unist';
import { visit } from 'unist-util-visit';

/** A Markdown page as GitHub shows it. */
export interface MarkdownPage {
  /** The address of each link and image, as written. */
  readonly links: readonly string[];
  /** The anchor of each heading, without `#`. */
  readonly anchors: ReadonlySet<string>;
  /** Lines, without those that a command writes between `<!-- npm run … -->` and `<!-- end -->`. */
  readonly writtenLines: number;
}

export function readMarkdownPage(text: string): MarkdownPage {
  const links: string[] = [];
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
        links.push(node.url);
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

  return { links, anchors, writtenLines: text.trimEnd().split('\n').length - generatedLines };
}
