import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { rejection } from '../rejection.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Each is loaded before the launcher. */
const preload = (code: string) => `--import=data:text/javascript,${encodeURIComponent(code)}`;
const OLD_NODE = preload('Object.defineProperty(process.versions, "node", { value: "18.20.8" })');
const READ_ONLY = preload(`import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
  fs.accessSync = () => { throw new Error('EROFS'); }; syncBuiltinESMExports();`);
const LAUNCHER = '--import=./cli/launch.js';

describe('cli/launch', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await temporaryFolder());
    await mkdir(join(folder, 'cli'));
    await mkdir(join(folder, 'node_modules'));
    await copyFile(join(project, 'cli', 'launch.js'), join(folder, 'cli', 'launch.js'));
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), '{}');
    await writeFile(
      join(folder, 'package.json'),
      '{ "type": "module", "optionalDependencies": { "node-of-another-platform": "1", "node-of-this-platform": "1" } }',
    );
    await writeFile(join(folder, 'cli', 'start.ts'), 'console.log(process.argv.slice(2), import.meta.main);');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const launch = (...args: string[]) => run(process.execPath, args, { cwd: folder });

  async function installNode(script: string) {
    const bin = join(folder, 'node_modules', 'node-of-this-platform', 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'node'), script);
    await chmod(join(bin, 'node'), 0o755);
  }

  it('runs the command as it is on the Node.js of the project', async () => {
    const { stdout, stderr } = await launch(LAUNCHER, 'cli/start.ts', '--json');
    expect({ stdout, stderr }).to.deep.equal({ stdout: "[ '--json' ] true\n", stderr: '' });
  });

  it('runs a command by its name, without npm', async () => {
    const { stdout } = await launch('cli/launch.js', 'start', '--json');
    expect(stdout).to.match(/^\[ '--json' \]/);
    await installNode(`#!/bin/sh\nshift\necho "handed over: $*"\n`);
    expect((await launch(OLD_NODE, 'cli/launch.js', 'start', '--json')).stdout).to.match(/start --json\n$/);
  });

  it('refuses a name that no command has', async () => {
    for (const name of ['nope', '../start', '--json']) {
      const failure = await rejection(launch('cli/launch.js', name));
      expect(failure).to.include({ code: 1 });
      expect(failure)
        .to.have.property('stderr')
        .that.matches(/^[^\n]+\n$/);
    }
  });

  it('says in one line that nothing is installed', async () => {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await rm(join(folder, 'node_modules'), { recursive: true });
    for (const args of [
      [LAUNCHER, 'cli/start.ts'],
      [OLD_NODE, LAUNCHER, 'cli/start.ts'],
      ['cli/launch.js'],
    ]) {
      const failure = await rejection(launch(...args));
      expect(failure).to.include({ code: 1, stdout: '', stderr: 'Run npm ci first.\n' });
    }
  });

  it('says in one line that the command cannot write, where it has to', async () => {
    const failure = await rejection(launch(READ_ONLY, LAUNCHER, 'cli/start.ts'));
    const stderr = `Expected to write to ${folder}, which this user may not: copy the project to a folder of your own.\n`;
    expect(failure).to.include({ code: 1, stdout: '', stderr });
    await copyFile(join(folder, 'cli', 'start.ts'), join(folder, 'cli', 'evaluate.ts'));
    expect((await launch(READ_ONLY, LAUNCHER, 'cli/evaluate.ts')).stderr).to.equal('');
  });

  it('says in one line that there is no Node.js of the project', async () => {
    const failure = await rejection(launch(OLD_NODE, LAUNCHER, 'cli/start.ts'));
    expect(failure).to.include({ code: 1, stdout: '' });
    expect(failure)
      .to.have.property('stderr')
      .that.matches(/^Expected Node\.js 24, got 18\.20\.8, and .*: install Node\.js 24\.\n$/);
  });

  it('says the same where the Node.js that npm ci brought does not run', async () => {
    await installNode('#!/no/such/loader\n');
    const failure = await rejection(launch(OLD_NODE, LAUNCHER, 'cli/start.ts'));
    expect(failure)
      .to.have.property('stderr')
      .that.matches(/^Expected Node\.js 24, .*\n$/);
  });

  it('hands over to the Node.js of the project, with its options, and ends as it ends', async () => {
    await installNode('#!/bin/sh\necho "$@"; exit 3\n');
    const failure = await rejection(launch(OLD_NODE, '--stack-size=900', LAUNCHER, 'cli/start.ts', '--json'));
    expect(failure).to.include({ code: 3, stderr: '' });
    expect(failure)
      .to.have.property('stdout')
      .that.equals(`${OLD_NODE} --stack-size=900 ${LAUNCHER} ${join(folder, 'cli', 'start.ts')} --json\n`);
  });

  it('passes a signal on to the Node.js of the project', async () => {
    await installNode(
      '#!/bin/sh\ntrap "exit 9" TERM\necho ready\nfor i in 1 2 3 4 5 6 7 8 9; do sleep 1; done\n',
    );
    const child = spawn(process.execPath, [OLD_NODE, LAUNCHER, 'cli/start.ts'], { cwd: folder });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([9, null]);
  });

  describe('when npm or its shell has gone', () => {
    const WAITS = `setInterval(() => {}, 1_000); console.log('waiting');`;
    const HANDLES = `process.on('SIGTERM', () => { console.log('cleaned up'); process.exit(); }); ${WAITS}`;
    const IGNORES = `process.on('SIGTERM', () => console.log('not yet')); ${WAITS}`;

    /** npm, its shell that does not exec, and the command. */
    function asNpm() {
      const shell = `"${process.execPath}" ${LAUNCHER} cli/start.ts; :`;
      const npm = `const shell = require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(shell)}], { stdio: 'inherit' });
        process.on('SIGUSR2', () => shell.kill('SIGKILL'));`;
      const env = { ...process.env, npm_lifecycle_event: 'start' };
      return spawn(process.execPath, ['--eval', npm], { cwd: folder, env });
    }

    for (const [name, code, said] of [
      ['ends the command', WAITS, ''],
      ['lets the command clean up', HANDLES, 'cleaned up\n'],
      ['ends a command that does not end by itself', IGNORES, 'not yet\n'],
    ] as const) {
      for (const signal of ['SIGKILL', 'SIGUSR2'] as const) {
        if (signal === 'SIGKILL' && process.platform !== 'linux') continue; // Only Linux tells who started the shell.
        it(`${name} (${signal === 'SIGKILL' ? 'npm' : 'its shell'})`, async () => {
          await writeFile(join(folder, 'cli', 'start.ts'), code);
          const npm = asNpm();
          await once(npm.stdout, 'data');
          let output = '';
          npm.stdout.on('data', (chunk) => {
            output += chunk;
          });
          npm.kill(signal);
          // The command holds the other end of the pipe for as long as it lives.
          await once(npm.stdout, 'close');
          expect(output).to.equal(said);
        });
      }
    }
  });

  it('is what every script of package.json goes through', async () => {
    const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
    for (const [name, script] of Object.entries(scripts)) {
      expect(script, name).to.match(
        /^(node (--\S+ )*--import=\.\/cli\/launch\.js \S+\.ts$|node cli\/launch\.js && |npm run check && )/,
      );
    }
  });
});
