import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { toHtml } from '../../../../cli/report/html/page.ts';
import type { Report } from '../../../../cli/report/model.ts';
import { temporaryFolder } from '../../../embedded-aws/fixtures.ts';

/** A report that a browser has opened from disk, and all that it asked for or complained about. */
export interface OpenedPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export async function openReport(
  browser: Browser,
  report: Report,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const folder = await temporaryFolder();
  const path = join(folder, 'report.html');
  await writeFile(path, toHtml(report));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  const url = pathToFileURL(path).href;
  await page.goto(url);
  return {
    page,
    get requests() {
      return requests.filter((request) => request !== url);
    },
    complaints,
    async close() {
      await context.close();
      await rm(folder, { recursive: true });
    },
  };
}
