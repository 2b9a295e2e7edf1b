import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const project = fileURLToPath(new URL('..', import.meta.url));

/** The usual paths of Chrome, Chromium and Edge. */
const INSTALLED = [
  process.env['CHROME_PATH'] ?? '',
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
type FoundBrowser = { readonly open: () => Promise<Browser> } | { readonly missing: string };

/** Chromium crashes at the first text if the machine has no font. */
const PROBE = 'A text, \u{1f512} and \u4e2d';

/**
 * Finds a headless Chromium that shows a page: on Linux x64 the one that `npm ci` brings, elsewhere, or where that does
 * not work, one that is installed.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const failures: string[] = [];
  const installed = INSTALLED.filter((path) => existsSync(path)).map((path) => () => ({
    executablePath: path,
  }));
  const isLinux = process.platform === 'linux' && process.arch === 'x64';
  for (const candidate of [...(isLinux ? [fromPackage] : []), ...installed]) {
    try {
      const options = await candidate();
      await showProbe(options);
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

async function showProbe(options: LaunchOptions): Promise<void> {
  const browser = await chromium.launch(options);
  try {
    const page = await browser.newPage();
    await page.setContent(PROBE);
    await page.screenshot();
  } finally {
    await browser.close();
  }
}

/** The package holds the browser in a compressed form, with the libraries that Amazon Linux 2023 has. */
async function fromPackage(): Promise<LaunchOptions> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = `import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: project,
    // The package unpacks into TMPDIR, and its libraries only where it takes the machine for Lambda.
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  const fontConfig = join(folder, 'fonts.conf');
  // The package's own names folders of Lambda and /tmp/fonts alone.
  const [fonts, cache] = [join(folder, 'fonts'), join(folder, 'font-cache')];
  await writeFile(fontConfig, `<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>`);
  const libraries = join(folder, 'al2023', 'lib');
  return {
    executablePath: stdout.trim(),
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fontConfig },
  };
}
