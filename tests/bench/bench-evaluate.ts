import { flag } from '../../cli/terminal/command-options.ts';
import manifest from '../../package.json' with { type: 'json' };
import { markdownTable } from '../docs/markdown-table.ts';
import { here, runNode, withOrganization } from './organization-process.ts';
import { describeMachine, reportCommand } from './report-command.ts';
import { throttlingProxy } from './throttling-proxy.ts';

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

await reportCommand(
  {
    name: 'bench:evaluate',
    about: `Measures "npm run evaluate -- --organization --assume-root" on embedded organizations, each answer of which takes ${LATENCY_MS} ms.`,
    page: 'docs/performance.md',
    options: { throttled: flag('only the organization whose AssumeRoot is throttled') },
  },
  async (values, progress) => {
    const throttled = await measureThrottled();
    if (values.throttled) return throttled;
    const measured: Measured[] = [];
    for (const accounts of SIZES) {
      progress.show(`Evaluating ${accounts} accounts`);
      measured.push(await measure(accounts));
    }
    const settings = `${LATENCY_MS} ms for each call, ${CONCURRENCY} calls at a time`;
    return `${describeMachine()}; ${settings}.\n\n${table(measured)}\n\n${throttled}`;
  },
);

function measure(accounts: number): Promise<Measured> {
  return withOrganization([accounts, LATENCY_MS], async ({ environment, countRequests }) => {
    const { seconds, peakMb } = await evaluate(environment, accounts);
    return { accounts, calls: await countRequests(), seconds, peakMb };
  });
}

/** AssumeRoot is throttled to ten a second: the limit alone takes a tenth of a second for each account. */
function measureThrottled(): Promise<string> {
  const [accounts, perSecond] = [357, 10];
  return withOrganization([accounts, 0], async ({ environment }) => {
    const proxy = await throttlingProxy(environment['AWS_ENDPOINT_URL'] as string, perSecond);
    const slow = { ...environment, AWS_ENDPOINT_URL: proxy.url };
    const { seconds } = await evaluate(slow, accounts, ['--concurrency', '20']).finally(proxy.close);
    const ratio = seconds / (accounts / perSecond);
    return (
      `${accounts} accounts with AssumeRoot throttled to ${perSecond} a second, 60 ms for each answer, 20 calls at a time: ` +
      `${seconds.toFixed(1)} s, **${ratio.toFixed(2)}** times the limit; every account has its verdict.`
    );
  });
}

/** Runs the command with its own settings of Node.js until every account has its verdict. */
async function evaluate(
  environment: Record<string, string>,
  accounts: number,
  more: readonly string[] = [],
): Promise<{ seconds: number; peakMb: number }> {
  const [, ...command] = manifest.scripts.evaluate.split(' ');
  const args = ['--import', here('./peak-memory.ts'), ...command, '--organization', '--assume-root', ...more];
  const startedAt = performance.now();
  const { printed, written } = await runNode(args, environment);
  const seconds = (performance.now() - startedAt) / 1000;
  if (!printed.includes(`${accounts.toLocaleString('en-US')} accounts: `))
    throw new Error(`Expected ${accounts} verdicts`);
  return { seconds, peakMb: Number(written) / 1024 };
}

function table(measured: readonly Measured[]): string {
  const smallest = measured[0] as Measured;
  const rows = measured.map(({ accounts, calls, seconds, peakMb }) => {
    const least = (calls * LATENCY_MS) / CONCURRENCY / 1000;
    return [
      accounts.toLocaleString('en'),
      calls.toLocaleString('en'),
      least.toFixed(1),
      seconds.toFixed(1),
      `**${(seconds / least).toFixed(2)}**`,
      peakMb.toFixed(0),
      `**${(peakMb / smallest.peakMb).toFixed(2)}**`,
    ];
  });
  const times = ['calls × latency ÷ concurrency, s', 'measured, s', 'ratio'];
  const memory = ['peak memory, MB', 'ratio to the first'];
  return markdownTable(['accounts', 'calls', ...times, ...memory], rows, '---:');
}
