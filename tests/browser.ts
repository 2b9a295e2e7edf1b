import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const project = fileURLToPath(new URL('..', import.meta.url));

/** Where Chrome, Chromium or Edge usually are. */
const INSTALLED = [
  process.env['CHROME_PATH'],
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A way to open a browser, or why there is none. */
export type FoundBrowser = { readonly open: () => Promise<Browser> } | { readonly missing: string };

/**
 * Finds a headless Chromium that opens: on Linux x64 the one that `npm ci` brings, elsewhere, or where that does not
 * open, one that is installed.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const failures: string[] = [];
  for (const candidate of [fromPackage, ...INSTALLED.map(installed)]) {
    try {
      const options = await candidate();
      if (options === undefined) continue;
      await (await chromium.launch(options)).close();
      return { open: () => chromium.launch(options) };
    } catch (error) {
      failures.push((error as Error).message.split('\n')[0] as string);
    }
  }
  const reason = failures.length === 0 ? 'none is installed' : failures.join('; ');
  return {
    missing: `${process.platform} ${process.arch}: ${reason}. Set CHROME_PATH to a Chrome or Chromium.`,
  };
}

/** The package holds the browser in a compressed form, with the libraries that Amazon Linux 2023 has. */
async function fromPackage(): Promise<LaunchOptions | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = `import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: project,
    // The package unpacks into TMPDIR, and its libraries only where it takes the machine for Lambda.
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  return {
    executablePath: stdout.trim(),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
}

function installed(path: string | undefined): () => Promise<LaunchOptions | undefined> {
  return async () => (path !== undefined && existsSync(path) ? { executablePath: path } : undefined);
}
