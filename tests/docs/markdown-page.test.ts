import { expect } from 'chai';
import { readMarkdownPage } from './markdown-page.ts';

describe('docs/markdown-page', () => {
  it('finds links, images and definitions, in tables too, and none in code', () => {
    const text = [
      '[a](a.md) ![picture](b.svg) <https://example.com> [c][c] `[code](d.md)`',
      '',
      '| table |',
      '|---|',
      '| [e](e.md#f) |',
      '',
      '```',
      '[block](g.md)',
      '```',
      '',
      '[c]: c.md',
    ].join('\n');
    expect(readMarkdownPage(text).links).to.have.members([
      'a.md',
      'b.svg',
      'https://example.com',
      'c.md',
      'e.md#f',
    ]);
  });

  const anchors: Record<string, [headings: string, expected: string[]]> = {
    words: ['## In order, please!', ['in-order-please']],
    'code and links': ['### The `a-b` of [x](y.md)', ['the-a-b-of-x']],
    underscores: ['## NOT_APPLICABLE', ['not_applicable']],
    'the same text twice': ['# One\n\n## Two\n\n## One', ['one', 'two', 'one-1']],
    'a comment in a code block': ['```sh\n# not a heading\n```', []],
  };
  for (const [what, [headings, expected]] of Object.entries(anchors)) {
    it(`gives headings GitHub's anchors: ${what}`, () => {
      expect([...readMarkdownPage(headings).anchors]).to.deep.equal(expected);
    });
  }

  it('counts lines without what a command writes', () => {
    const text = 'one\n\n<!-- npm run x -->\n\n| a |\n|---|\n\n<!-- end -->\n\nlast\n';
    expect(readMarkdownPage(text).writtenLines).to.equal(6);
    expect(readMarkdownPage('one\n\n<!-- end -->\n').writtenLines).to.equal(3);
  });
});
