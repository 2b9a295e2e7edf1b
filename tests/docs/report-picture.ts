/**
 * Makes docs/report.png, the picture of the report in README: the page of `npm start`'s samples, as `npm ci`'s Chromium
 * shows it. Run it after a change of the page: npm run docs:report
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findBrowser } from '../browser.ts';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { at } from '../project-files.ts';

const found = await findBrowser();
if ('missing' in found) throw new Error(`There is no browser on ${found.missing}`);
const folder = await temporaryFolder();
try {
  const path = join(folder, 'report.html');
  await promisify(execFile)(process.execPath, [at('cli/start.ts'), '--html', path]);
  const browser = await found.open();
  const page = await browser.newPage({ viewport: { width: 1120, height: 860 } });
  await page.goto(pathToFileURL(path).href);
  await page.screenshot({ path: at('docs/report.png') });
  await browser.close();
} finally {
  await rm(folder, { recursive: true });
}
