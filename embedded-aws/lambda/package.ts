import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { Template } from '../cloudformation/template.ts';

/** What `serverless deploy` deploys. */
export interface Package {
  readonly template: Template;
  readonly taskRoot: string;
  readonly zipPath: string;
  readonly zipBytes: number;
  /** Deletes the unpacked files, as the end of this process does. */
  remove(): void;
}

const project = fileURLToPath(new URL('../..', import.meta.url));
const serverless = join(project, 'node_modules', '.bin', 'serverless');

const turnPath = join(project, 'node_modules', '.packaging-turn');

/**
 * Runs `serverless package` into a folder of its own, and unpacks the function.
 *
 * @param params that replace those of `serverless.yml`
 * @param patienceMs the longest wait for another command that packages, which takes it a few seconds
 * @throws {Error} with Serverless's own words when it fails
 */
export async function packageFunction(
  params: Readonly<Record<string, string>> = {},
  patienceMs = 60_000,
): Promise<Package> {
  const { folder, remove } = folderOfProcess('root-user-mfa-enabled-');
  try {
    // serverless-esbuild leaves files of its own in TMPDIR.
    const settings = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    const env = { ...shellWithoutAws(), TMPDIR: folder };
    await inTurn(() => runServerless(['package', '--package', folder, ...settings], env), patienceMs);
    const template = JSON.parse(
      await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
    );
    const zipPath = join(folder, 'root-user-mfa-enabled.zip');
    const zip = await readFile(zipPath);
    const taskRoot = join(folder, 'task');
    await unpack(zip, taskRoot);
    return { template, taskRoot, zipPath, zipBytes: zip.byteLength, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Packaging asks nothing of AWS: a profile, an endpoint or a proxy of the shell could only make it fail. */
function shellWithoutAws(): NodeJS.ProcessEnv {
  const isForAws = (name: string) => /^AWS_|_PROXY$/i.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForAws(name)));
}

/**
 * Serverless builds in folders of the project, where two builds would delete each other's files. SQLite's lock of an empty
 * file ends with the process that has it.
 */
async function inTurn(work: () => Promise<void>, patienceMs: number): Promise<void> {
  const turn = new DatabaseSync(turnPath);
  const startedAt = performance.now();
  try {
    while (!tookLock(turn)) {
      if (performance.now() - startedAt > patienceMs) {
        throw new Error(
          `${turnPath}: another command still packages the function. End it, then run this again.`,
        );
      }
      await setTimeout(100);
    }
    await work();
  } finally {
    turn.close();
  }
}

/** @returns whether it was free */
function tookLock(turn: DatabaseSync): boolean {
  try {
    turn.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as Error).message.includes('locked')) return false;
    throw error;
  }
}

async function runServerless(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const running = promisify(execFile)(process.execPath, [serverless, ...args], { cwd: project, env });
  const kill = () => running.child.kill();
  process.once('exit', kill);
  try {
    await running;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`serverless ${args[0]} failed:\n${stdout}${stderr}`, { cause });
  } finally {
    process.off('exit', kill);
  }
}

/** Makes a folder that `remove` deletes, as the end of this process does. */
export function folderOfProcess(prefix: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return { folder, remove };
}

export async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}
