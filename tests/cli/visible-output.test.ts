import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import { startCommand } from './start-command.ts';

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

  describe('npm start', () => {
    const { run, writeFileOf } = startCommand();
    const name = 'a\u009b1A\u202eb';
    before(async () => {
      const account = { id: '111122223333', name, rootUser: { ...bareRootUser, password: true } };
      const file = { region: 'us-east-1', organization: null, accounts: [account] };
      await writeFileOf('hostile.json', file);
    });

    for (const format of ['table', 'JSON']) {
      it(`shows what a terminal would obey as code points: ${format}`, async () => {
        const args = ['--organization', 'hostile.json', ...(format === 'JSON' ? ['--json'] : [])];
        const { stdout, stderr } = await run(args, await environmentWithPackage('deployed'));
        expect(stdout).to.include('a\\u009b1A\\u202eb');
        expect(stdout + stderr).to.not.match(/[^\n\P{C}]/u);
        if (format === 'table') {
          expect(stdout).to.match(/\nNext: evaluate your accounts in AWS with npm run evaluate\. /);
        }
      });
    }
  });
});
