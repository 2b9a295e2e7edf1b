import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { findBrowser } from '../browser.ts';
import { markdownTable } from '../docs/markdown-table.ts';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { runNode, withOrganization } from './organization-process.ts';
import { describeMachine, reportCommand } from './report-command.ts';

const SIZES = [100, 1_000, 10_000];
const OPENINGS = 5;

await reportCommand(
  {
    name: 'bench:report',
    about:
      'Measures the page that "npm run evaluate -- --html FILE" writes for embedded organizations: its size, and how long Chromium takes to open it from disk.',
    page: 'docs/performance.md',
    options: {},
  },
  async () => {
    const found = await findBrowser();
    if ('missing' in found) throw new Error(`There is no browser on ${found.missing}`);
    const browser = await found.open();
    const folder = await temporaryFolder();
    try {
      const rows: string[][] = [];
      for (const accounts of SIZES) {
        const path = join(folder, `${accounts}.html`);
        await evaluate(accounts, path);
        rows.push([accounts.toLocaleString('en'), ...(await measure(browser, path))]);
      }
      const settings = `Chromium ${browser.version()}; ${OPENINGS} openings each`;
      const head = ['accounts', 'size, MB', 'first painted, s', 'usable, s', 'usable at the slowest, s'];
      return `${describeMachine()}; ${settings}.\n\n${markdownTable(head, rows, '---:')}`;
    } finally {
      await browser.close();
      await rm(folder, { recursive: true });
    }
  },
);

function evaluate(accounts: number, path: string) {
  const args = ['--organization', '--assume-root', '--concurrency', '20', '--json', '--html', path];
  return withOrganization([accounts, 0], ({ environment }) =>
    runNode(['cli/evaluate.ts', ...args], environment),
  );
}

/** Opens the page in a new context each time: nothing is cached. */
async function measure(browser: Browser, path: string): Promise<string[]> {
  const painted: number[] = [];
  const loaded: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    const [paint, load] = await timesOf(page);
    painted.push(paint);
    loaded.push(load);
    await context.close();
  }
  const { size } = await stat(path);
  const seconds = [median(painted), median(loaded), Math.max(...loaded)].map((time) => time / 1000);
  return [size / 1e6, ...seconds].map((number) => number.toFixed(2));
}

/** When the page was first painted and when it was loaded, in milliseconds after the request. */
async function timesOf(page: Page): Promise<[number, number]> {
  const [paint, load] = (await page.evaluate(`[
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    performance.getEntriesByType('navigation')[0].loadEventEnd,
  ]`)) as [number | undefined, number];
  if (paint !== undefined) return [paint, load];
  await setTimeout(50);
  return timesOf(page);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] as number;
}
