import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { temporaryFolder } from './embedded-aws/fixtures.ts';
import { rejection } from './rejection.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PASSES = `it('passes', () => {});`;
const SKIPPED = `it('is skipped: no browser', function () { this.skip(); });`;

describe('the reporter', () => {
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => rm(folder, { recursive: true }));

  async function run(...tests: string[]) {
    const path = join(folder, 'example.test.mjs');
    await writeFile(path, tests.join('\n'));
    const args = [
      here('../node_modules/mocha/bin/mocha.js'),
      '--no-config',
      '--reporter',
      here('reporter.ts'),
    ];
    return promisify(execFile)(process.execPath, [...args, path]);
  }

  it('counts what passed and what is skipped, with the reason', async () => {
    const { stdout } = await run(PASSES, SKIPPED);
    expect(stdout).to.match(/is skipped: no browser\n1 passed, 0 failed, 1 skipped\n$/);
  });

  for (const [name, pending] of Object.entries({
    'has no code': `it('later')`,
    'is one to skip': `it.skip('x', () => {})`,
    'skips itself without a reason': `it('x', function () { this.skip(); })`,
  })) {
    it(`fails a test that ${name}`, async () => {
      const failure = await rejection(run(PASSES, pending));
      expect(failure).to.have.property('code', 1);
      expect(failure)
        .to.have.property('stdout')
        .that.matches(/1 passed, 1 failed, 0 skipped\n$/);
    });
  }
});
