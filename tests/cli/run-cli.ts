import { type ChildProcess, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Surroundings {
  /** All that the command has besides the paths of programs. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where it runs, and its home. */
  readonly cwd?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the command in `cli/` to its end. */
export function runCli(name: string, args: readonly string[], { env, cwd, onStart }: Surroundings = {}) {
  const path = fileURLToPath(new URL(`../../cli/${name}.ts`, import.meta.url));
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const bare = { PATH, NODE_COMPILE_CACHE, HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true' };
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [path, ...args],
      { cwd, env: { ...bare, ...env } },
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
    onStart?.(child);
  });
}
