import { readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { at, read } from './project-files.ts';

const FOLDERS = ['aws', 'handlers', 'rules', 'watch', 'cli', 'embedded-aws', 'tests'];
const MOST_LINES = 250;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|mjs|py)$/.test(path))
    .map((path) => join(folder, path)),
);
const folderOf = (path: string) => path.split('/')[0] as string;

describe('layout', () => {
  it(`has no file of more than ${MOST_LINES} lines`, () => {
    const long = sources.filter((path) => read(path).trimEnd().split('\n').length > MOST_LINES);
    expect(long).to.deep.equal([]);
  });

  it('has no two files of one name, but for those that each rule has', () => {
    const names = sources
      .filter((path) => folderOf(path) !== 'tests' && !/^rules\/[^/]+\//.test(path))
      .map((path) => basename(path));
    const twice = names.filter((name, index) => names.indexOf(name) < index);
    expect(twice).to.deep.equal([]);
  });

  describe('imports', () => {
    /** What the sources of a folder may import, besides packages and its own. */
    const ALLOWED: Record<string, readonly string[]> = {
      aws: [],
      rules: ['aws'],
      watch: ['aws'],
      handlers: ['aws', 'rules', 'watch'],
      'embedded-aws': ['aws', 'rules'],
      cli: ['aws', 'embedded-aws', 'handlers', 'rules', 'watch'],
      tests: FOLDERS,
    };
    const importsOf = (path: string) =>
      [...read(path).matchAll(/(?:from|import|resolve)\s*\(?'([^']+)'/g)].map(([, specifier = '']) =>
        specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier,
      );

    /** Folders and files of cli/: each imports only what stands before it, and its own folder. */
    const CLI_LAYERS = [
      'cli/terminal/',
      'cli/report/',
      'cli/command.ts',
      'cli/dry-run/',
      'cli/organization-watch/',
      'cli/package-organization/',
      'cli/start/',
      'cli/cost/',
      'cli/verify/',
      'cli/',
    ];
    const layerOf = (path: string) => CLI_LAYERS.findIndex((layer) => path.startsWith(layer));

    it('are found', () => {
      expect(sources).to.include('rules/root-user-mfa-enabled/rule.ts');
      expect(importsOf('rules/root-user-mfa-enabled/rule.ts')).to.include('rules/contract.ts');
    });

    it('run one way', () => {
      for (const path of sources) {
        const folders = importsOf(path)
          .map(folderOf)
          .filter((folder) => FOLDERS.includes(folder) && folder !== folderOf(path));
        expect(ALLOWED[folderOf(path)], path).to.include.members(folders);
      }
    });

    for (const path of sources.filter((source) => source.startsWith('cli/'))) {
      it(`of ${path} go down the layers of cli/`, () => {
        const up = importsOf(path).filter((imported) => layerOf(imported) > layerOf(path));
        expect(up).to.deep.equal([]);
      });
    }

    it('make no circle, also by types', () => {
      const finished = new Set<string>();
      const circles: string[] = [];
      const visit = (path: string, way: readonly string[]) => {
        if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
        else if (!finished.has(path)) {
          for (const imported of importsOf(path)) {
            if (sources.includes(imported)) visit(imported, [...way, path]);
          }
          finished.add(path);
        }
      };
      for (const path of sources) visit(path, []);
      expect(circles).to.deep.equal([]);
    });

    const decisions = sources.filter((path) => path.startsWith('rules/') && path.endsWith('/rule.ts'));
    for (const path of decisions) {
      const own = dirname(path);
      it(`of ${own} decide without an SDK, a clock, an environment or a console`, () => {
        const reached = new Set([path]);
        for (const source of reached) {
          for (const specifier of importsOf(source)) {
            expect(specifier).to.match(/^(valibot$|rules\/)/);
            if (specifier.startsWith(own)) reached.add(specifier);
          }
          expect(read(source)).to.not.match(
            /\b(process|console|performance)\.|\bDate\b|\bfetch\(|\bsetTimeout\(/,
          );
        }
      });
    }
  });
});
