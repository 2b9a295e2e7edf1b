import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Progress } from '../../cli/terminal/progress.ts';
import manifest from '../../package.json' with { type: 'json' };
import { writeBetweenMarkers } from '../docs/between-markers.ts';
import { describeMachine } from './machine.ts';
import { throttlingProxy } from './throttling-proxy.ts';

const HELP = `Measures "npm run evaluate -- --organization --assume-root" on embedded organizations, each answer of which takes 20 ms.

  npm run bench:evaluate                 print the table
  npm run bench:evaluate -- --write      put it into docs/performance.md
  npm run bench:evaluate -- --throttled  only the organization whose AssumeRoot is throttled
`;

const SIZES = [100, 1_000, 10_000];
const LATENCY_MS = 20;
/** That of the command when nothing is said. */
const CONCURRENCY = 4;

interface Measured {
  readonly accounts: number;
  readonly calls: number;
  readonly seconds: number;
  readonly peakMb: number;
}

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    throttled: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(): Promise<void> {
  const throttled = await measureThrottled();
  if (values.throttled) {
    process.stdout.write(`${throttled}\n`);
    return;
  }
  const progress = new Progress();
  const measured: Measured[] = [];
  for (const accounts of SIZES) {
    progress.show(`Evaluating ${accounts} accounts`);
    measured.push(await measure(accounts));
  }
  progress.stop();
  const report = `${describeMachine()}; ${LATENCY_MS} ms for each call, ${CONCURRENCY} calls at a time.\n\n${table(measured)}\n\n${throttled}\n`;
  if (values.write)
    await writeBetweenMarkers('docs/performance.md', 'npm run bench:evaluate -- --write', report);
  else process.stdout.write(report);
}

async function measure(accounts: number): Promise<Measured> {
  const aws = fork(here('./embedded-organization.ts'), [`${accounts}`, `${LATENCY_MS}`]);
  try {
    const [environment] = await once(aws, 'message');
    const startedAt = performance.now();
    const peakKb = await evaluate(environment, accounts);
    const seconds = (performance.now() - startedAt) / 1000;
    return { accounts, calls: await countRequests(aws), seconds, peakMb: peakKb / 1024 };
  } finally {
    aws.kill();
  }
}

/** AssumeRoot is throttled to ten a second: the limit alone takes a tenth of a second for each account. */
async function measureThrottled(): Promise<string> {
  const [accounts, perSecond] = [357, 10];
  const aws = fork(here('./embedded-organization.ts'), [`${accounts}`, '0']);
  const [environment] = await once(aws, 'message');
  const proxy = await throttlingProxy(environment.AWS_ENDPOINT_URL, perSecond);
  try {
    const startedAt = performance.now();
    await evaluate({ ...environment, AWS_ENDPOINT_URL: proxy.url }, accounts, ['--concurrency', '20']);
    const seconds = (performance.now() - startedAt) / 1000;
    const ratio = seconds / (accounts / perSecond);
    return (
      `${accounts} accounts with AssumeRoot throttled to ${perSecond} a second, 60 ms for each answer, 20 calls at a time: ` +
      `${seconds.toFixed(1)} s, **${ratio.toFixed(2)}** times the limit; every account has its verdict.`
    );
  } finally {
    proxy.close();
    aws.kill();
  }
}

/** @returns the peak memory, once every account has its verdict */
async function evaluate(
  environment: NodeJS.ProcessEnv,
  accounts: number,
  more: readonly string[] = [],
): Promise<number> {
  const [, ...command] = manifest.scripts.evaluate.split(' ');
  const child = spawn(
    process.execPath,
    ['--import', here('./peak-memory.ts'), ...command, '--organization', '--assume-root', ...more],
    {
      cwd: here('../..'),
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    },
  );
  const [, stdout, , peak] = child.stdio as unknown as [null, Readable, null, Readable];
  const [printed, peakKb, [status]] = await Promise.all([text(stdout), text(peak), once(child, 'exit')]);
  if (status !== 0 || !printed.includes(`${accounts} accounts: `)) {
    throw new Error(`Expected ${accounts} verdicts, got exit status ${status}`);
  }
  return Number(peakKb);
}

async function countRequests(aws: ChildProcess): Promise<number> {
  aws.send('count');
  const [requests] = await once(aws, 'message');
  return requests;
}

function table(measured: readonly Measured[]): string {
  const [smallest] = measured;
  const rows = measured.map(({ accounts, calls, seconds, peakMb }) => {
    const least = (calls * LATENCY_MS) / CONCURRENCY / 1000;
    return [
      accounts.toLocaleString('en'),
      calls.toLocaleString('en'),
      least.toFixed(1),
      seconds.toFixed(1),
      `**${(seconds / least).toFixed(2)}**`,
      peakMb.toFixed(0),
      `**${(peakMb / (smallest as Measured).peakMb).toFixed(2)}**`,
    ];
  });
  return [
    [
      'accounts',
      'calls',
      'calls × latency ÷ concurrency, s',
      'measured, s',
      'ratio',
      'peak memory, MB',
      'ratio to the first',
    ],
    ['---:', '---:', '---:', '---:', '---:', '---:', '---:'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

if (values.help) process.stdout.write(HELP);
else await main();
