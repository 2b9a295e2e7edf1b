import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { packageWatch } from '../../embedded-aws/lambda/watch-package.ts';

const project = new URL('../../', import.meta.url);
const command = fileURLToPath(new URL('cli/package-organization-watch.ts', project));
const folder = '.serverless/organization-watch';

describe('cli/package-organization-watch', () => {
  const run = (...args: string[]) =>
    new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [command, ...args], (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  it('writes the zip under a name that holds its hash, and prints the commands to go on', async () => {
    const { status, stdout } = await run();
    expect(status).to.equal(0);
    const [name = '', ...others] = readdirSync(new URL(folder, project));
    expect(others).to.deep.equal([]);
    const zip = readFileSync(new URL(`${folder}/${name}`, project));
    expect(name).to.equal(`organization-watch-${createHash('sha256').update(zip).digest('hex')}.zip`);
    expect(Object.keys(unzipSync(zip))).to.deep.equal(['handlers/organization-watch.js']);
    expect(stdout).to.include(`CodeKey=${name}`);
    for (const file of ['deploy/organization-watch.yml', 'deploy/organization-watch-role.yml']) {
      expect(stdout).to.include(file);
    }
  });

  it('packages the same sources into the same bytes, 90 kB at most', async () => {
    const [one, other] = await Promise.all([packageWatch(), packageWatch()]);
    one.remove();
    other.remove();
    expect(Buffer.compare(one.zip, other.zip)).to.equal(0);
    expect(one.zip.length).to.be.within(1, 90_000);
  });

  it('explains itself', async () => {
    const { status, stdout } = await run('--help');
    expect(status).to.equal(0);
    expect(stdout).to.include('npm run package:organization-watch');
  });

  it('refuses an option that it does not know', async () => {
    const { status, stdout, stderr } = await run('--stage', 'second');
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
    expect(stderr).to.match(/--stage.*-- --help\./s);
  });
});
