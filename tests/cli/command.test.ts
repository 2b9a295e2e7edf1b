import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const small = file('a-command.ts');
const COMMANDS = [
  ...['evaluate', 'start', 'watch-organization'],
  ...['package-organization', 'package-organization-watch', 'cost'],
];

describe('cli/command', () => {
  const begin = (path: string, args: readonly string[]) =>
    spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

  async function run(args: readonly string[], onOutput: (child: ChildProcess) => void = () => {}) {
    const child = begin(small, args);
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
      expect(ended).to.deep.equal({
        status,
        stdout: 'waiting\nresult\ncleaned up\n',
        stderr: 'Interrupted.\n',
      });
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
    expect({ status, stdout }).to.deep.equal({
      status: 0,
      stdout:
        'Is small.\n\n  --todo THIS  what it does\n  --help       print this text\n\nExit status: 0 always.\n',
    });
  });

  it('says where the options of a command are explained', async () => {
    expect(await run(['--tood', 'wait'])).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: "Unknown option '--tood'. Did you mean --todo?\nSee npm run small -- --help.\n",
    });
  });

  for (const name of COMMANDS) {
    it(`${name} ends quietly where nobody reads its output`, async () => {
      const child = begin(file(`../../cli/${name}.ts`), ['--help']);
      child.stdout.destroy();
      const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      expect({ status, stderr }).to.deep.equal({ status: 1, stderr: '' });
    });

    it(`${name} explains itself within 80 columns`, async () => {
      const child = begin(file(`../../cli/${name}.ts`), ['--help']);
      const help = await text(child.stdout);
      expect(help)
        .to.match(/^ {2}--help +print this text$/m)
        .and.match(/^Exit status: 0 /m);
      expect(help.split('\n').filter((line) => line.length > 80)).to.deep.equal([]);
    });

    it(`${name} suggests the option that was meant, and names the command`, async () => {
      const child = begin(file(`../../cli/${name}.ts`), ['--hlep']);
      const stderr = await text(child.stderr);
      expect(stderr).to.match(
        /^Unknown option '--hlep'\. Did you mean --help\?\nSee npm (run )?\S+ -- --help\.\n$/,
      );
    });
  }
});
