import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { findBrowser } from '../browser.ts';
import { writeBetweenMarkers } from '../docs/between-markers.ts';
import { describeMachine } from './machine.ts';

const HELP = `Measures the page that "npm run evaluate -- --html FILE" writes for embedded organizations: its size, and how long
Chromium takes to open it from disk.

  npm run bench:report                   print the table
  npm run bench:report -- --write        put it into docs/performance.md
`;

const SIZES = [100, 1_000, 10_000];
const OPENINGS = 5;

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(): Promise<void> {
  const found = await findBrowser();
  if ('missing' in found) throw new Error(`There is no browser on ${found.missing}`);
  const browser = await found.open();
  const folder = await mkdtemp(join(tmpdir(), 'bench-report-'));
  try {
    const rows: string[][] = [];
    for (const accounts of SIZES) {
      const path = join(folder, `${accounts}.html`);
      await evaluate(accounts, path);
      rows.push(await measure(browser, accounts, path));
    }
    const report = `${describeMachine()}; Chromium ${browser.version()}; ${OPENINGS} openings each.\n\n${table(rows)}\n`;
    if (values.write) await writeBetweenMarkers('performance.md', 'npm run bench:report -- --write', report);
    else process.stdout.write(report);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

async function evaluate(accounts: number, path: string): Promise<void> {
  const aws = fork(here('./embedded-organization.ts'), [`${accounts}`, '0']);
  try {
    const [environment] = await once(aws, 'message');
    const args = ['--organization', '--assume-root', '--concurrency', '20', '--json', '--html', path];
    const child = spawn(process.execPath, [here('../../cli/evaluate.ts'), ...args], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [status] = await once(child, 'exit');
    if (status !== 0) throw new Error(`Expected exit status 0, got ${status}`);
  } finally {
    aws.kill();
  }
}

/** Opens the page in a new context each time: nothing is cached. */
async function measure(browser: Browser, accounts: number, path: string): Promise<string[]> {
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
  return [
    accounts.toLocaleString('en'),
    (size / 1e6).toFixed(2),
    (median(painted) / 1000).toFixed(2),
    (median(loaded) / 1000).toFixed(2),
    (Math.max(...loaded) / 1000).toFixed(2),
  ];
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

function table(rows: readonly string[][]): string {
  const head = ['accounts', 'size, MB', 'first painted, s', 'usable, s', 'usable at the slowest, s'];
  return [head, head.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

if (values.help) process.stdout.write(HELP);
else await main();
