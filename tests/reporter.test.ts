import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { folderOfFiles } from './embedded-aws/fixtures.ts';
import { rejection } from './rejection.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const TESTS = `
  it('passes', () => {});
  it('is skipped: no browser', function () { this.skip(); });
  it('has no code');
  it.skip('is one to skip', () => {});
  it('skips itself without a reason', function () { this.skip(); });`;

describe('the reporter', () => {
  const { write } = folderOfFiles();

  it('counts skipped tests that have a reason, and fails the others', async () => {
    const path = await write('example.test.mjs', TESTS);
    const mocha = here('../node_modules/mocha/bin/mocha.js');
    const args = [mocha, '--no-config', '--reporter', here('reporter.ts'), path];
    const failure = await rejection(promisify(execFile)(process.execPath, args));
    expect(failure).to.have.property('code', 3);
    expect(failure)
      .to.have.property('stdout')
      .that.matches(/is skipped: no browser\n1 passed, 3 failed, 1 skipped\n$/);
  });
});
