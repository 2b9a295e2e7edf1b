import { expect } from 'chai';
import { brokenLinks, readMarkdownPage, unreachablePages } from './markdown-page.ts';

describe('docs/markdown-page', () => {
  it('finds relative links, images and definitions, in tables too, and none in code', () => {
    const text = [
      '[a](a.md) ![picture](b.svg) <https://example.com> [mail](mailto:a@b.example) [c][c] `[code](d.md)`\n',
      '| table |\n|---|\n| [e](e.md#f) |\n',
      '```\n[block](g.md)\n```\n',
      '[c]: c.md',
    ].join('\n');
    const found = ['a.md', 'b.svg', 'c.md', 'e.md#f'];
    expect(readMarkdownPage(text).relativeLinks).to.have.members(found);
  });

  it('counts lines without what a command writes', () => {
    const text = 'one\n\n<!-- npm run x -->\n\n| a |\n|---|\n\n<!-- end -->\n\nlast\n';
    expect(readMarkdownPage(text).writtenLines).to.equal(6);
  });

  const pages = new Map(
    Object.entries({
      'README.md': '# Top\n\n[a](docs/a.md#the-one) [self](#top) [x](x.yml) [web](https://example.com/#y)',
      'docs/a.md': '# The `one`\n\n[up](../README.md#top) [down](deep/c.md#t%77o)',
      'docs/deep/c.md': '# Two\n\n[a](../a.md)\n\n# Two\n\n[second](#two-1)',
      'docs/wrong.md': '[1](docs/a.md) [2](#two) [3](a.md#three) [4](../x.yml#L1) ![5](a.png)',
    }).map(([path, text]) => [path, readMarkdownPage(text)]),
  );

  it('names the page, the link and the reason where a link goes nowhere', () => {
    expect(brokenLinks(pages, (path) => path === 'x.yml' || pages.has(path))).to.deep.equal([
      'docs/wrong.md: [docs/a.md] docs/docs/a.md does not exist',
      'docs/wrong.md: [#two] docs/wrong.md has no heading #two',
      'docs/wrong.md: [a.md#three] docs/a.md has no heading #three',
      'docs/wrong.md: [../x.yml#L1] x.yml is not a page with headings',
      'docs/wrong.md: [a.png] docs/a.png does not exist',
    ]);
  });

  it('finds pages that no other page leads to', () => {
    expect(unreachablePages(pages, 'README.md')).to.deep.equal(['docs/wrong.md']);
  });
});
