import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

interface OrganizationProcess {
  /** In which a command is an administrator of the organization, or its watch. */
  readonly environment: Record<string, string>;
  readonly countRequests: () => Promise<number>;
}

/** Lets an embedded organization in a process of its own, so that what it takes does not count, serve some work. */
export async function withOrganization<Result>(
  [accounts, latencyMs, kind]: readonly [accounts: number, latencyMs: number, kind?: 'watched'],
  work: (organization: OrganizationProcess) => Promise<Result>,
): Promise<Result> {
  const child = fork(here('./embedded-organization.ts'), [`${accounts}`, `${latencyMs}`, `${kind}`]);
  const received = async () => (await once(child, 'message'))[0];
  try {
    const environment = await received();
    const countRequests = () => {
      child.send('count');
      return received();
    };
    return await work({ environment, countRequests });
  } finally {
    child.kill();
  }
}

/**
 * Runs Node.js to its end.
 *
 * @returns what it has printed, and what it has written to file descriptor 3
 * @throws {Error} unless it ends with 0
 */
export async function runNode(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, {
    cwd: here('../..'),
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [, stdout, , more] = child.stdio as unknown as [null, Readable, null, Readable];
  const [printed, written, [status]] = await Promise.all([text(stdout), text(more), once(child, 'exit')]);
  if (status !== 0) throw new Error(`Expected exit status 0, got ${status}`);
  return { printed, written };
}
