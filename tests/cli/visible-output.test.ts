import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const cli = fileURLToPath(new URL('../../cli', import.meta.url));
const sources = readdirSync(cli, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

/** What holds no text from outside: numbers and names of this project. */
const OWN_TEXTS = /^(cost|package-organization)/;

/** What `watch/survey-report.ts` has made is visible already. */
const SAFE = /^visibleText\(|\.map\(visibleText\)|^message\.(subject|text)$/;

/** Each text between back quotes that is written to a stream. */
function writtenTemplates(path: string): string[] {
  const source = readFileSync(join(cli, path), 'utf8');
  return [...source.matchAll(/\bwrite\(\s*`((?:[^`\\]|\\.)*)`/g)].map(([, template = '']) => template);
}

describe('cli: names and errors on their way to a stream', () => {
  it('are found', () => {
    expect(sources).to.include('evaluate.ts');
    expect(sources.flatMap(writtenTemplates).length).to.be.above(3);
  });

  for (const path of sources.filter((path) => !OWN_TEXTS.test(path))) {
    it(`${path} writes JSON by jsonText, nothing by console, and no error or name as it is`, () => {
      const source = readFileSync(join(cli, path), 'utf8');
      expect(source).to.not.match(/\bconsole\./);
      expect(source).to.not.match(/\bwrite\([^;]*JSON\.stringify/);
      for (const template of writtenTemplates(path)) {
        for (const [, value = ''] of template.matchAll(/\$\{([^}]*)/g)) {
          if (/message|path|error|accountName/i.test(value)) expect(value).to.match(SAFE);
        }
      }
    });
  }
});
