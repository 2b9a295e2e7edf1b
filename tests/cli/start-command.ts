import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';

export const command = fileURLToPath(new URL('../../cli/start.ts', import.meta.url));

/** The command while it runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** The folder for the temporary files of the command and of what it starts. */
  readonly temporary: string;
  /** The exit code, or the signal that ended the process. */
  readonly ended: Promise<number | string>;
}

export interface Run {
  readonly temporary: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | string;
}

/** Runs the command for the suite that calls this, in a folder of its own. */
export function startCommand() {
  let folder: string;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await temporaryFolder();
  });

  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  /**
   * Runs in a folder of its own: neither sources nor samples are looked for where one happens to be.
   *
   * @param environment on top of this process's, such as one with the package of the tests
   */
  async function start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Running> {
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    const env = { ...process.env, FORCE_COLOR: '0', TMPDIR: temporary, ...environment };
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
    return { child, output, temporary, ended };
  }

  async function run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Run> {
    const { ended, output, temporary } = await start(args, environment);
    const status = await ended;
    return { ...output, temporary, status };
  }

  const writeFileOf = (name: string, content: object) =>
    writeFile(join(folder, name), JSON.stringify(content));

  return { start, run, writeFileOf };
}

/** What a package has left in the temporary folder of a run. */
export async function packagesLeftBy({ temporary }: Run): Promise<string[]> {
  const names = await readdir(temporary, { recursive: true });
  return names.filter((name) => /\.zip$|\btask\b|cloudformation/.test(name));
}
