import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOfFiles } from '../embedded-aws/fixtures.ts';
import { runCli } from './run-cli.ts';

export interface Run extends Awaited<ReturnType<typeof runCli>> {
  /** The folder for the temporary files of the command and of what it starts. */
  readonly temporary: string;
}

/** Runs npm start for the suite that calls this, in a folder of its own: neither sources nor samples are there. */
export function startCommand() {
  const files = folderOfFiles();

  /** @param environment on top of this process's, such as one with the package of the tests */
  async function run(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    onStart: (child: ChildProcess) => void = () => {},
  ): Promise<Run> {
    const temporary = await mkdtemp(join(files.folder(), 'tmp-'));
    const env = { ...process.env, FORCE_COLOR: '0', TMPDIR: temporary, ...environment };
    return { temporary, ...(await runCli('start', args, { cwd: files.folder(), env, onStart })) };
  }

  /** Starts the command with `--serve`, and waits for the environment that it prints. */
  async function serve(args: readonly string[], environment: Readonly<Record<string, string>>) {
    const { promise: serving, resolve, reject } = Promise.withResolvers<ChildProcess>();
    let exported = '';
    const ended = run(args, environment, (child) => {
      child.stdout?.on('data', (text) => {
        exported += text;
        if (/AWS_ENDPOINT_URL=.*\n/.test(exported)) resolve(child);
      });
    });
    ended.then(({ stderr }) => reject(new Error(`Expected an environment, got: ${stderr}`)));
    const child = await serving;
    const stop = () => {
      child.kill('SIGTERM');
      return ended;
    };
    return { exported, stop };
  }

  return { run, serve, ...files };
}

/** What a package has left in the temporary folder of a run. */
export async function packagesLeftBy({ temporary }: Run): Promise<string[]> {
  const names = await readdir(temporary, { recursive: true });
  return names.filter((name) => /\.zip$|\btask\b|cloudformation/.test(name));
}
