import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { zipSync } from 'fflate';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { at, project, service } from '../project-files.ts';
import { here } from './organization-process.ts';

/** Something whose cost is measured. */
export interface Subject {
  readonly name: string;
  /** Starts a process that loads the handler and, unless it is only a floor, reaches a verdict. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Whether it reports a verdict. */
  readonly judges: boolean;
  readonly bytes?: number;
  readonly zippedBytes?: number;
}

/** The settings of serverless.yml that make the bundle light, in the order in which their worth is shown. */
const SETTINGS = ['minify', 'mainFields', 'alias', 'exclude', 'supported'] as const;

/** What is compared. The first is the project's own package; the second is what the ratios are against. */
export async function benchSubjects(deployed: Package, folder: string): Promise<Subject[]> {
  return [
    await nodeSubject(
      'this package',
      join(deployed.taskRoot, 'handlers/root-user-mfa-enabled.js'),
      deployed.zipBytes,
    ),
    await bundle(folder, 'default bundle', {}),
    ...(await pythonSubjects()),
    await floor(folder, 'only node:https', "require('node:https');"),
    await floor(folder, 'empty handler', ''),
  ];
}

/** The bundle with one more setting of serverless.yml each; the last is the project's own. */
export async function settingSubjects(folder: string): Promise<Subject[]> {
  const own = service.custom.esbuild;
  const subjects: Subject[] = [];
  const settings: BuildOptions = {};
  for (const setting of SETTINGS) {
    const value = own[setting];
    // What serverless-esbuild calls `exclude` is esbuild's `external`, and not packed.
    Object.assign(settings, setting === 'exclude' ? { external: value } : { [setting]: value });
    subjects.push(await bundle(folder, `\`${setting}\``, settings));
  }
  return subjects;
}

/** What was tried and is not in the package, on top of it. */
export async function triedSubjects(folder: string, own: Subject): Promise<Subject[]> {
  const { mainFields, alias, supported, exclude } = service.custom.esbuild;
  const [node, ...args] = own.command;
  const cache = `NODE_COMPILE_CACHE=${join(folder, 'compile-cache')}`;
  return [
    { ...own, name: "V8's compile cache, warm", command: ['env', cache, node, ...args] },
    { ...own, name: '`--max-semi-space-size=1`', command: [node, '--max-semi-space-size=1', ...args] },
    await bundle(folder, 'without `minify`', { mainFields, alias, supported, external: exclude }),
  ];
}

/** The handler, bundled as serverless-esbuild does when nothing but these settings is set. */
async function bundle(folder: string, name: string, settings: BuildOptions): Promise<Subject> {
  const file = join(folder, `${name.replaceAll(/\W/g, '-')}.cjs`);
  await build({
    entryPoints: [at('handlers/root-user-mfa-enabled.ts')],
    outfile: file,
    absWorkingDir: project,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    ...settings,
  });
  return nodeSubject(name, file);
}

async function floor(folder: string, name: string, body: string): Promise<Subject> {
  const file = join(folder, `${name.replaceAll(/\W/g, '-')}.cjs`);
  await writeFile(file, `${body}\nexports.handler = async () => {};\n`);
  return { ...(await nodeSubject(name, file)), judges: false };
}

async function nodeSubject(name: string, file: string, zippedBytes?: number): Promise<Subject> {
  return {
    name,
    command: [process.execPath, here('./harness.mjs'), file, 'handler'],
    judges: true,
    bytes: (await stat(file)).size,
    // The lowest level of compression, as serverless-esbuild has it.
    zippedBytes: zippedBytes ?? zipSync({ 'handler.js': await readFile(file) }, { level: 1 }).byteLength,
  };
}

/** @returns nothing where there is no python3 with boto3 */
async function pythonSubjects(): Promise<Subject[]> {
  const print = 'import boto3, sys; print(sys.executable); print(boto3.__version__)';
  try {
    const { stdout } = await promisify(execFile)('python3', ['-c', print]);
    const [program = '', boto3 = ''] = stdout.split('\n');
    // It has no size: Lambda's Python runtime brings boto3, and the package would be the rule alone.
    const command = [program, here('./harness.py'), here('./boto3_rule.py')] as const;
    return [{ name: `Python, boto3 ${boto3}`, command, judges: true }];
  } catch {
    return [];
  }
}
