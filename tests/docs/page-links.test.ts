import { expect } from 'chai';
import { readMarkdownPage } from './markdown-page.ts';
import { brokenLinks, type Pages, unreachablePages } from './page-links.ts';

describe('docs/page-links', () => {
  const small = (texts: Record<string, string>): Pages =>
    new Map(Object.entries(texts).map(([path, text]) => [path, readMarkdownPage(text)]));
  const files = ['README.md', 'docs/a.md', 'docs/b.md', 'docs/deep/c.md', 'x.yml'];
  const broken = (texts: Record<string, string>) => brokenLinks(small(texts), (path) => files.includes(path));

  it('takes links that go to a file or a heading, from the page that has them', () => {
    expect(
      broken({
        'README.md': '# Top\n\n[a](docs/a.md#one) [self](#top) [x](x.yml) [web](https://example.com/#y)',
        'docs/a.md': '# One\n\n[up](../README.md#top) [down](deep/c.md#t%77o)',
        'docs/deep/c.md': '# Two\n\n[a](../a.md)',
      }),
    ).to.deep.equal([]);
  });

  it('names the page, the link and the reason', () => {
    expect(
      broken({
        'docs/a.md': '# One\n\n[1](docs/b.md) [2](#two) [3](b.md#three) [4](../x.yml#L1) ![5](a.png)',
        'docs/b.md': '# Two',
      }),
    ).to.deep.equal([
      'docs/a.md: [docs/b.md] docs/docs/b.md does not exist',
      'docs/a.md: [#two] docs/a.md has no heading #two',
      'docs/a.md: [b.md#three] docs/b.md has no heading #three',
      'docs/a.md: [../x.yml#L1] x.yml is not a page with headings',
      'docs/a.md: [a.png] docs/a.png does not exist',
    ]);
  });

  it('finds pages that no other page leads to', () => {
    const linked = small({
      'README.md': '[a](docs/a.md)',
      'docs/a.md': '[c](deep/c.md#x)',
      'docs/deep/c.md': '',
    });
    expect(unreachablePages(linked, 'README.md')).to.deep.equal([]);
    const apart = small({ 'README.md': '[a](docs/a.md)', 'docs/a.md': '', 'docs/b.md': '[a](a.md)' });
    expect(unreachablePages(apart, 'README.md')).to.deep.equal(['docs/b.md']);
  });
});
