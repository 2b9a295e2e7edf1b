import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Progress } from '../../cli/terminal/progress.ts';
import { packageWatch } from '../../embedded-aws/lambda/watch-package.ts';
import { writeBetweenMarkers } from '../docs/between-markers.ts';
import { describeMachine } from './machine.ts';

const HELP = `Measures the packaged watch of an organization on embedded organizations, each answer of which takes 50 ms.

  npm run bench:watch                    print the table
  npm run bench:watch -- --accounts N    for that many accounts only
  npm run bench:watch -- --write         put it into docs/deployment/organization-watch.md
`;

const SIZES = [1_000, 10_000];
const LATENCY_MS = 50;
const PAGE = 'docs/deployment/organization-watch.md';

interface Measured {
  readonly accounts: number;
  readonly calls: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

async function main(sizes: readonly number[], write: boolean): Promise<void> {
  const progress = new Progress();
  const measured: Measured[] = [];
  const deployed = await packageWatch();
  for (const accounts of sizes) {
    progress.show(`Watching ${accounts} accounts`);
    measured.push(await measure(accounts, deployed.taskRoot));
  }
  deployed.remove();
  progress.stop();
  const report = `${describeMachine()}; ${LATENCY_MS} ms for each call.\n\n${table(measured)}\n`;
  if (write) await writeBetweenMarkers(PAGE, 'npm run bench:watch -- --write', report);
  else process.stdout.write(report);
}

async function measure(accounts: number, taskRoot: string): Promise<Measured> {
  const aws = fork(here('./watched-organization.ts'), [`${accounts}`, `${LATENCY_MS}`]);
  try {
    const [environment] = await once(aws, 'message');
    const run = spawn(process.execPath, [here('./watch-once.mjs'), taskRoot], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed, [status]] = await Promise.all([text(run.stdout as Readable), once(run, 'exit')]);
    if (status !== 0) throw new Error(`The watch ended with status ${status}`);
    const { accounts: found, ...measured } = JSON.parse(printed);
    if (found.fresh + found.missing !== accounts) throw new Error(`Expected ${accounts}, got ${printed}`);
    return { accounts, calls: await countRequests(aws), ...measured };
  } finally {
    aws.kill();
  }
}

async function countRequests(aws: ChildProcess): Promise<number> {
  aws.send('count');
  const [requests] = await once(aws, 'message');
  return requests;
}

function table(measured: readonly Measured[]): string {
  const rows = measured.map(({ accounts, calls, seconds, cpuSeconds, peakMb }) => [
    accounts.toLocaleString('en'),
    calls.toLocaleString('en'),
    seconds.toFixed(0),
    cpuSeconds.toFixed(0),
    peakMb.toFixed(0),
  ]);
  return [
    ['accounts', 'calls', 'seconds', 'seconds of processor time', 'peak memory, MB'],
    ['---:', '---:', '---:', '---:', '---:'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

const { values } = parseArgs({
  options: {
    accounts: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) process.stdout.write(HELP);
else await main(values.accounts === undefined ? SIZES : [Number(values.accounts)], values.write);
