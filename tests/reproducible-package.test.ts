import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { toReproducibleZip, writeOrganizationPackage } from '../cli/package-organization/write-package.ts';
import { deployedPackage } from './deployed.ts';
import { at, project } from './project-files.ts';

/** Packages here, and once more as another machine would, in another folder. */
describe('the package for an organization', () => {
  let temporary: string;
  let here: string;
  let elsewhere: string;
  let printed: string;

  before(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'reproducible-'));
    here = join(temporary, 'here');
    await writeOrganizationPackage(await deployedPackage(), here);
    const copy = join(temporary, 'a folder', 'of another', 'length');
    copyProject(copy);
    const environment = likeAnotherMachine(temporary);
    printed = await run('cli/package-organization.ts', copy, environment);
    // As `npx serverless deploy` and `npm start` do.
    await run('node_modules/.bin/serverless package', copy, environment);
    elsewhere = join(copy, 'dist/organization');
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  it('is still there after Serverless has packaged, which empties .serverless', () => {
    expect(readdirSync(elsewhere)).to.have.length(3);
    expect(readdirSync(join(elsewhere, '../../.serverless'))).to.include('root-user-mfa-enabled.zip');
  });

  it('has the same files, of the same bytes, whatever the folder, user, time and environment', () => {
    expect(readdirSync(elsewhere)).to.deep.equal(readdirSync(here));
    for (const name of readdirSync(here)) {
      const same = readFileSync(join(elsewhere, name)).equals(readFileSync(join(here, name)));
      expect(same, name).to.equal(true);
    }
  });

  it('has a zip whose name holds its hash, in the template, the sums and the commands to go on', () => {
    const { Parameters } = JSON.parse(readFileSync(join(elsewhere, 'template.json'), 'utf8'));
    const hashOf = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(elsewhere, name)))
        .digest('hex');
    const zip = Parameters.CodeKey.Default;
    expect(zip).to.equal(`root-user-mfa-enabled-${hashOf(zip)}.zip`);
    expect(readFileSync(join(elsewhere, 'SHA256SUMS'), 'utf8')).to.equal(
      `${hashOf(zip)}  ${zip}\n${hashOf('template.json')}  template.json\n`,
    );
    expect(printed).to.include(`aws s3 cp dist/organization/${zip} s3://BUCKET/`);
  });

  it('names no folder of the machine', () => {
    const [zip = ''] = readdirSync(here).filter((name) => name.endsWith('.zip'));
    const unpacked = Object.values(unzipSync(readFileSync(join(here, zip)))).map((file) => Buffer.from(file));
    for (const content of [...unpacked, readFileSync(join(here, 'template.json'))]) {
      expect(content.includes(project.slice(0, -1))).to.equal(false);
    }
  });

  it('holds what Serverless packed, with the mode that Lambda needs', async () => {
    const original = readFileSync((await deployedPackage()).zipPath);
    const zip = Buffer.from(toReproducibleZip(original));
    expect(unzipSync(zip)).to.deep.equal(unzipSync(original));
    // The external attributes of the only entry: mode in the upper half.
    const entry = zip.lastIndexOf('PK\x01\x02');
    expect(zip.indexOf('PK\x01\x02')).to.equal(entry);
    expect((zip.readUInt32LE(entry + 38) >>> 16).toString(8)).to.equal('100644');
  });
});

/** The project without its history, its results and what npm keeps; the same packages under another path. */
function copyProject(copy: string): void {
  const isLeft = (name: string) => name.startsWith('.') || ['node_modules', 'coverage'].includes(name);
  for (const name of readdirSync(project).filter((name) => !isLeft(name))) {
    cpSync(join(project, name), join(copy, name), { recursive: true });
  }
  const packages = join(copy, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(at('node_modules')).filter((name) => name !== '.cache')) {
    symlinkSync(join(project, 'node_modules', name), join(packages, basename(name)));
  }
}

/** Another user with another home, Region and language, 14 hours ahead of UTC, 1,000 days later. */
function likeAnotherMachine(temporary: string): NodeJS.ProcessEnv {
  const later = `
    const now = Date.now;
    Date.now = () => now() + 1000 * 86_400_000;
    globalThis.Date = class extends Date {
      constructor(...parts) { parts.length === 0 ? super(Date.now()) : super(...parts); }
    };`;
  const env = {
    PATH: process.env['PATH'],
    HOME: join(temporary, 'home'),
    USER: 'somebody',
    TMPDIR: join(temporary, 'temporary files'),
    TZ: 'Pacific/Kiritimati',
    LANG: 'tr_TR.UTF-8',
    AWS_REGION: 'cn-north-1',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(later)}`,
  };
  mkdirSync(env.TMPDIR);
  return env;
}

/** Runs a program for Node.js with another umask than the usual. */
async function run(program: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const command = ['-c', `umask 077 && exec "$0" ${program}`, process.execPath];
  return (await promisify(execFile)('sh', command, { cwd, env })).stdout;
}
