import { type ChildProcess, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Surroundings {
  /** All that the command has besides the paths of programs. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where it runs, and its home. */
  readonly cwd?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

export const cliPath = (name: string) => fileURLToPath(new URL(`../../cli/${name}.ts`, import.meta.url));

/** The environment of a command that has nothing but the paths of programs. */
export function bareEnvironment(home: string | undefined): Record<string, string | undefined> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE, HOME: home, AWS_EC2_METADATA_DISABLED: 'true' };
}

/** The options of Node.js with which each npm script starts its command. */
export const LAUNCHED = `--import=${import.meta.resolve('../../cli/launch.js')}`;

/** Runs the command in `cli/` to its end. */
export function runCli(name: string, args: readonly string[], { env, cwd, onStart }: Surroundings = {}) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [LAUNCHED, cliPath(name), ...args],
      { cwd, env: { ...bareEnvironment(cwd), ...env } },
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
    onStart?.(child);
  });
}
