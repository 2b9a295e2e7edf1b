import { parseArgs } from 'node:util';
import { Progress } from '../../cli/terminal/progress.ts';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { writeBetweenMarkers } from '../docs/between-markers.ts';
import { faultCases } from './fault-matrix.ts';
import { deservedCompliance, type FaultRun, runFaultCases } from './run-faults.ts';

const HELP = `Runs every operation with every fault that it can meet, and prints what came of it as a Markdown table.

  npm run faults                 print the table
  npm run faults -- --write      put it into docs/reliability.md

Exit status: 0 every fault ended as expected; 1 one did not.
`;

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const progress = new Progress();
  progress.show('Packaging the function');
  const deployed = await packageFunction({ memberRoleName: 'RootUserMfaEvaluation' });
  try {
    progress.show('Running faults', faultCases.length);
    const runs = await runFaultCases(deployed, faultCases, () => progress.increment());
    progress.stop();
    const table = toMarkdown(runs);
    if (values.write) await writeBetweenMarkers('docs/reliability.md', 'npm run faults -- --write', table);
    else process.stdout.write(table);
    return runs.every(isAsExpected) ? 0 : 1;
  } finally {
    progress.stop();
    deployed.remove();
  }
}

function isAsExpected(run: FaultRun): boolean {
  const shown = run.expected === 'thrown' ? undefined : deservedCompliance(run);
  return run.complianceType === shown && (run.error === undefined) === (run.expected === 'survived');
}

/** One table of the faults that every operation meets, and one of the odd answers of single operations. */
function toMarkdown(runs: readonly FaultRun[]): string {
  const operations = [...new Set(runs.map(({ operation }) => operation))];
  const byName = Map.groupBy(runs, ({ name }) => name);
  const common = [...byName].filter(([, met]) => met.length === operations.length);
  const byEndings = Map.groupBy(common, ([, met]) => met.map(endingOf).join(' | '));
  const single = [...byName].filter(([, met]) => met.length < operations.length).flatMap(([, met]) => met);
  const byEnding = Map.groupBy(single, (run) => `\`${run.operation}\` | ${endingOf(run)}`);
  const unexpected = runs.filter((run) => !isAsExpected(run)).length;
  return `${[
    `| fault | ${operations.map((operation) => `\`${operation}\``).join(' | ')} |`,
    `|---${'|---'.repeat(operations.length)}|`,
    ...[...byEndings].map(([endings, met]) => `| ${met.map(([name]) => name).join('; ')} | ${endings} |`),
    '',
    '| operation | ending | odd answers |',
    '|---|---|---|',
    ...[...byEnding].map(([ending, met]) => `| ${ending} | ${met.map(({ name }) => name).join('; ')} |`),
    '',
    `${runs.length} cases, ${unexpected} of them with another end than expected.`,
  ].join('\n')}\n`;
}

function endingOf({ complianceType, error }: FaultRun): string {
  if (error === undefined) return complianceType === undefined ? 'no verdict' : 'verdict';
  return complianceType === undefined ? 'throws' : 'verdict, throws';
}
