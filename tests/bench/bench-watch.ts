import { text } from '../../cli/terminal/command-options.ts';
import { packageWatch } from '../../embedded-aws/lambda/watch-package.ts';
import { markdownTable } from '../docs/markdown-table.ts';
import { here, runNode, withOrganization } from './organization-process.ts';
import { describeMachine, reportCommand } from './report-command.ts';

const SIZES = ['1000', '10000'];
const LATENCY_MS = 50;

await reportCommand(
  {
    name: 'bench:watch',
    about: `Measures the packaged watch of an organization on embedded organizations, each answer of which takes ${LATENCY_MS} ms.`,
    page: 'docs/deployment/organization-watch.md',
    options: { accounts: text('N', 'for that many accounts only') },
  },
  async (values, progress) => {
    const rows: string[][] = [];
    const deployed = await packageWatch();
    for (const accounts of values.accounts === undefined ? SIZES : [values.accounts]) {
      progress.show(`Watching ${accounts} accounts`);
      rows.push(await measure(Number(accounts), deployed.taskRoot));
    }
    deployed.remove();
    const head = ['accounts', 'calls', 'seconds', 'seconds of processor time', 'peak memory, MB'];
    return `${describeMachine()}; ${LATENCY_MS} ms for each call.\n\n${markdownTable(head, rows, '---:')}`;
  },
);

function measure(accounts: number, taskRoot: string): Promise<string[]> {
  return withOrganization([accounts, LATENCY_MS, 'watched'], async ({ environment, countRequests }) => {
    const { printed } = await runNode([here('./watch-once.mjs'), taskRoot], environment);
    const { accounts: found, seconds, cpuSeconds, peakMb } = JSON.parse(printed);
    if (found.fresh + (found.missing ?? 0) !== accounts)
      throw new Error(`Expected ${accounts}, got ${printed}`);
    const whole = [accounts, await countRequests()].map((number) => number.toLocaleString('en'));
    return [...whole, ...[seconds, cpuSeconds, peakMb].map((number: number) => number.toFixed(0))];
  });
}
