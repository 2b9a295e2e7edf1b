import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { parse } from 'yaml';
import { folderOfProcess, unpack } from './package.ts';

/** The function of the organization's watch as it is deployed. */
export interface WatchPackage {
  /** The zip, unpacked. */
  readonly taskRoot: string;
  readonly zip: Uint8Array;
  /** Deletes what was unpacked; the end of this process does so too. */
  remove(): void;
}

const ENTRY = 'handlers/organization-watch';
const project = fileURLToPath(new URL('../..', import.meta.url));

/** The date of each file in the zip, so that the same sources give the same bytes. */
const FILE_DATE = '2020-01-01T00:00:00';

/**
 * Bundles the watch with the settings that `serverless.yml` has for the rule's function.
 *
 * @throws {Error} with esbuild's own words
 */
export async function packageWatch(): Promise<WatchPackage> {
  const zip = zipSync({ [`${ENTRY}.js`]: await bundle() }, { level: 9, mtime: FILE_DATE });
  const { folder: taskRoot, remove } = folderOfProcess('organization-watch-');
  await unpack(zip, taskRoot);
  return { taskRoot, zip, remove };
}

async function bundle(): Promise<Uint8Array> {
  const service = parse(await readFile(join(project, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });
  const { minify, target, mainFields, alias, supported, exclude } = service.custom.esbuild;
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [`${ENTRY}.ts`],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify,
    target,
    mainFields,
    alias,
    supported,
    external: exclude,
    write: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  return file.contents;
}
