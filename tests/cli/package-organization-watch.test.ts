import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { packageWatch } from '../../embedded-aws/lambda/watch-package.ts';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { runCli } from './run-cli.ts';

describe('cli/package-organization-watch', () => {
  it('writes the zip under a name that holds its hash, and prints the commands to go on', async () => {
    // What a person has packaged in the project stays as it is.
    const folder = await temporaryFolder();
    const { status, stdout } = await runCli('package-organization-watch', [], { cwd: folder });
    expect(status).to.equal(0);
    const [name = '', ...others] = readdirSync(join(folder, 'dist/organization-watch'));
    expect(others).to.deep.equal([]);
    const zip = readFileSync(join(folder, 'dist/organization-watch', name));
    expect(name).to.equal(`organization-watch-${createHash('sha256').update(zip).digest('hex')}.zip`);
    expect(Object.keys(unzipSync(zip))).to.deep.equal(['handlers/organization-watch.js']);
    expect(stdout).to.include(`CodeKey=${name}`);
    for (const file of ['deploy/organization-watch.yml', 'deploy/organization-watch-role.yml']) {
      expect(stdout).to.include(file);
    }
    await rm(folder, { recursive: true });
  });

  it('packages the same sources into the same bytes, 90 kB at most', async () => {
    const [one, other] = await Promise.all([packageWatch(), packageWatch()]);
    one.remove();
    other.remove();
    expect(Buffer.compare(one.zip, other.zip)).to.equal(0);
    expect(one.zip.length).to.be.within(1, 90_000);
  });
});
