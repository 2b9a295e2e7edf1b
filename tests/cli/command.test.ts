import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { npmCommand } from '../../cli/terminal/taken-by-npm.ts';
import manifest from '../../package.json' with { type: 'json' };
import { LAUNCHED, runCli } from './run-cli.ts';

/** The npm scripts that are commands, with their files. */
const commands = Object.entries(manifest.scripts).flatMap(([name, script]) => {
  const [, file] = /(?<=\.js) cli\/(.+)\.ts$/.exec(script) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

describe('cli/command', () => {
  const small = fileURLToPath(new URL('a-command.ts', import.meta.url));

  async function run(args: readonly string[], onOutput: (child: ChildProcess) => void = () => {}) {
    const child = spawn(process.execPath, [LAUNCHED, small, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.once('data', () => onOutput(child));
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { status, stdout, stderr };
  }

  it('ends with the status of the command', async () => {
    expect(await run([])).to.deep.equal({ status: 3, stdout: 'cleaned up\n', stderr: '' });
  });

  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends on ${signal} with ${status}, and cleans up`, async () => {
      const ended = await run(['--todo', 'wait'], (child) => child.kill(signal));
      expect(ended).to.deep.equal({ status, stdout: 'waiting\ncleaned up\n', stderr: '' });
    });

    it(`says that ${signal} interrupted what waited for it`, async () => {
      const ended = await run(['--todo', 'stop-by-reason'], (child) => child.kill(signal));
      const stdout = 'waiting\nresult\ncleaned up\n';
      expect(ended).to.deep.equal({ status, stdout, stderr: 'Interrupted.\n' });
    });
  }

  it('lets a command print its results after a signal, which npm sends twice', async () => {
    const ended = await run(['--todo', 'stop'], (child) => {
      child.kill('SIGINT');
      child.kill('SIGINT');
    });
    expect(ended).to.deep.equal({ status: 0, stdout: 'waiting\nresult\ncleaned up\n', stderr: '' });
  });

  it('prints an error that is expected on one line, which the terminal does not obey', async () => {
    const { status, stderr } = await run(['--todo', 'refuse']);
    expect({ status, stderr }).to.deep.equal({ status: 2, stderr: 'file: expected\\u001b[2J another\n' });
  });

  it('prints the stack of an error that nobody expects', async () => {
    const { status, stderr } = await run(['--todo', 'fail']);
    expect(status).to.equal(1);
    expect(stderr).to.match(/^Error: a bug\n at .*a-command\.ts/);
  });

  it('prints the help, whatever else is asked for', async () => {
    const { status, stdout } = await run(['--tood', '-h']);
    const help = '  --todo THIS  what it does\n  --help       print this text\n';
    expect({ status, stdout }).to.deep.equal({
      status: 0,
      stdout: `Is small.\n\n${help}\nExit status: 0 always.\n`,
    });
  });

  it('says where the options of a command are explained', async () => {
    expect(await run(['--tood', 'wait'])).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: "Unknown option '--tood'. Did you mean --todo?\nSee npm run small -- --help.\n",
    });
  });

  it('ends quietly where nobody reads its output', async () => {
    const child = spawn(process.execPath, [LAUNCHED, small, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({ status, stderr }).to.deep.equal({ status: 1, stderr: '' });
  });

  it('knows the commands', () => {
    expect(commands.map(({ file }) => file)).to.include.members(['start', 'evaluate', 'watch-organization']);
  });

  for (const { name, file } of commands) {
    it(`runs npm run ${name}, which reads no argument and handles no signal itself`, () => {
      const source = readFileSync(new URL(`../../cli/${file}.ts`, import.meta.url), 'utf8');
      expect(source).to.match(/^await runCommand\(/m);
      expect(source).to.not.match(/process\.(argv|on\b|exit\b)|parseArgs/);
    });

    it(`explains npm run ${name} within 80 columns, by the name of its script`, async () => {
      const { stdout } = await runCli(file, ['--help']);
      expect(stdout)
        .to.match(/^ {2}--help +print this text$/m)
        .and.match(/^Exit status: 0 /m);
      expect(stdout.split('\n').filter((line) => line.length > 80)).to.deep.equal([]);
      const { stderr } = await runCli(file, ['--hlep']);
      expect(stderr).to.include(`Did you mean --help?\nSee ${npmCommand(name)} -- --help.\n`);
    });
  }
});
