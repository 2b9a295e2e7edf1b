import { existsSync, globSync } from 'node:fs';
import { expect } from 'chai';
import { at, project, read } from '../project-files.ts';
import { brokenLinks, type Pages, readMarkdownPage, unreachablePages } from './markdown-page.ts';

const exists = (path: string) => existsSync(at(path));
const find = (...patterns: string[]) => globSync(patterns, { cwd: project }).sort();

const pages: Pages = new Map(
  find('*.md', 'docs/**/*.md', '.github/**/*.md').map((path) => [path, readMarkdownPage(read(path))]),
);

describe('docs', () => {
  it('are found', () => {
    expect([...pages.keys()]).to.include.members(['README.md', 'SECURITY.md', 'docs/deployment.md']);
  });

  it('link to files and headings that exist', () => {
    expect(brokenLinks(pages, exists)).to.deep.equal([]);
  });

  it('can all be reached from README.md', () => {
    const unreachable = unreachablePages(pages, 'README.md');
    expect(unreachable.filter((path) => path.startsWith('docs/'))).to.deep.equal([]);
  });

  it('use Markdown for links and images: those in HTML are not checked', () => {
    const inHtml = [...pages.keys()].filter((path) => /<(a|img|source)\s/i.test(read(path)));
    expect(inHtml).to.deep.equal([]);
  });

  it('have pages of at most 300 lines, without what commands write into them', () => {
    const tooLong = [...pages].filter(
      ([path, { writtenLines }]) => path !== 'CHANGELOG.md' && writtenLines > 300,
    );
    expect(tooLong.map(([path, { writtenLines }]) => `${path}: ${writtenLines} lines`)).to.deep.equal([]);
  });

  it('begin with a README of at most 170 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).to.be.at.most(170);
  });

  it('exist where code, templates and messages name them', () => {
    const sources = find('{handlers,rules,cli,embedded-aws,deploy}/**/*.{ts,yml,json}', '*.{json,yml}');
    const named = sources.flatMap((source) =>
      [...read(source).matchAll(/\bdocs\/[a-z0-9/-]+\.md\b/g)].map(([path]) => ({ source, path })),
    );
    expect(named).to.deep.include({ source: 'serverless.yml', path: 'docs/rules/root-user-mfa-enabled.md' });
    const missing = named.filter(({ path }) => !exists(path));
    expect(missing.map(({ source, path }) => `${source} names ${path}`)).to.deep.equal([]);
  });
});
