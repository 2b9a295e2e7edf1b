import { type ExecFileException, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
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
    await writeFile(join(folder, 'cli', 'start.ts'), 'console.log(process.argv.slice(2));');
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
    expect({ stdout, stderr }).to.deep.equal({ stdout: "[ '--json' ]\n", stderr: '' });
  });

  it('hides warnings of what is experimental, and no others', async () => {
    const warn = "process.emitWarning('types', 'ExperimentalWarning'); process.emitWarning('mind this');";
    await writeFile(join(folder, 'cli', 'start.ts'), warn);
    for (const command of [
      [LAUNCHER, 'cli/start.ts'],
      ['cli/launch.js', 'start'],
    ]) {
      const { stderr } = await launch(...command);
      expect(stderr).to.include('Warning: mind this').and.not.include('types');
    }
  });

  it('runs a command by its name, without npm', async () => {
    const { stdout } = await launch('cli/launch.js', 'start', '--json');
    expect(stdout).to.match(/^\[ '--json' \]/);
    await installNode(`#!/bin/sh\nshift\necho "handed over: $*"\n`);
    expect((await launch(OLD_NODE, 'cli/launch.js', 'start', '--json')).stdout).to.match(/start --json\n$/);
  });

  const failure = async (...args: string[]) => {
    const { code, stdout, stderr } = (await rejection(launch(...args))) as ExecFileException;
    return { code, stdout, stderr };
  };

  it('refuses a name that no command has', async () => {
    for (const name of ['nope', '../start', '--json']) {
      const { code, stderr } = await failure('cli/launch.js', name);
      expect(code).to.equal(1);
      expect(stderr).to.match(/^[^\n]+\n$/);
    }
  });

  it('says in one line that nothing is installed', async () => {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await rm(join(folder, 'node_modules'), { recursive: true });
    const started = [LAUNCHER, 'cli/start.ts'];
    for (const args of [started, [OLD_NODE, ...started], ['cli/launch.js']]) {
      expect(await failure(...args)).to.deep.equal({ code: 1, stdout: '', stderr: 'Run npm ci first.\n' });
    }
  });

  it('says in one line that the command cannot write, where it has to', async () => {
    const stderr = `Expected to write to ${folder}, which this user may not: copy the project to a folder of your own.\n`;
    expect(await failure(READ_ONLY, LAUNCHER, 'cli/start.ts')).to.deep.equal({ code: 1, stdout: '', stderr });
    await copyFile(join(folder, 'cli', 'start.ts'), join(folder, 'cli', 'evaluate.ts'));
    expect((await launch(READ_ONLY, LAUNCHER, 'cli/evaluate.ts')).stderr).to.equal('');
  });

  for (const [what, script] of [
    ['there is no Node.js of the project', undefined],
    ['the Node.js that npm ci brought does not run', '#!/no/such/loader\n'],
  ] as const) {
    it(`says in one line that ${what}`, async () => {
      if (script !== undefined) await installNode(script);
      const { stderr, ...rest } = await failure(OLD_NODE, LAUNCHER, 'cli/start.ts');
      expect(rest).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.match(/^Expected Node\.js 24, got 18\.20\.8, and .*: install Node\.js 24\.\n$/);
    });
  }

  it('hands over to the Node.js of the project, with its options, and ends as it ends', async () => {
    await installNode('#!/bin/sh\necho "$@"; exit 3\n');
    const options = [OLD_NODE, '--stack-size=900', LAUNCHER];
    const stdout = `${options.join(' ')} ${join(folder, 'cli', 'start.ts')} --json\n`;
    expect(await failure(...options, 'cli/start.ts', '--json')).to.deep.equal({
      code: 3,
      stdout,
      stderr: '',
    });
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

    for (const [name, code, signal, said] of [
      ['npm: ends the command', WAITS, 'SIGKILL', ''],
      ['the shell: lets the command clean up', HANDLES, 'SIGUSR2', 'cleaned up\n'],
      ['the shell: ends a command that does not end by itself', IGNORES, 'SIGUSR2', 'not yet\n'],
    ] as const) {
      if (signal === 'SIGKILL' && process.platform !== 'linux') continue; // Only Linux tells who started the shell.
      it(name, async () => {
        await writeFile(join(folder, 'cli', 'start.ts'), code);
        const npm = asNpm();
        await once(npm.stdout, 'data');
        npm.kill(signal);
        // The command holds the other end of the pipe for as long as it lives.
        expect(await text(npm.stdout)).to.equal(said);
      });
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
