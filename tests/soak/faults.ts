import { runCommand } from '../../cli/command.ts';
import { flag } from '../../cli/terminal/command-options.ts';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { writeBetweenMarkers } from '../docs/between-markers.ts';
import { markdownTable } from '../docs/markdown-table.ts';
import { faultCases } from './fault-matrix.ts';
import { expectedCompliance, type FaultRun, runFaultCases } from './run-faults.ts';

await runCommand(
  {
    name: 'faults',
    about:
      '\nRuns every operation with every fault that it can meet, and prints what came of it as tables.\n',
    options: { write: flag('put the tables into docs/reliability.md') },
    notes: '\nExit status: 0 every fault ended as expected; 1 one did not; 2 an option is invalid.\n',
  },
  async ({ write }, { progress }) => {
    progress.show('Packaging the function');
    const deployed = await packageFunction({ memberRoleName: 'RootUserMfaEvaluation' });
    progress.show('Running faults', faultCases.length);
    const runs = await runFaultCases(deployed, faultCases, () => progress.increment());
    progress.stop();
    if (write)
      await writeBetweenMarkers('docs/reliability.md', 'npm run faults -- --write', toMarkdown(runs));
    else process.stdout.write(toMarkdown(runs));
    return runs.every(isAsExpected) ? 0 : 1;
  },
);

function isAsExpected(run: FaultRun): boolean {
  const isShown = run.complianceType === expectedCompliance(run);
  return isShown && (run.error === undefined) === (run.expected === 'survived');
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
  const faults = markdownTable(
    ['fault', ...operations.map((operation) => `\`${operation}\``)],
    [...byEndings].map(([endings, met]) => [met.map(([name]) => name).join('; '), endings]),
  );
  const oddAnswers = markdownTable(
    ['operation', 'ending', 'odd answers'],
    [...byEnding].map(([ending, met]) => [ending, met.map(({ name }) => name).join('; ')]),
  );
  const summary = `${runs.length} cases, ${unexpected} of them with another end than expected.`;
  return `${faults}\n\n${oddAnswers}\n\n${summary}\n`;
}

function endingOf({ complianceType, error }: FaultRun): string {
  if (error === undefined) return complianceType === undefined ? 'no verdict' : 'verdict';
  return complianceType === undefined ? 'throws' : 'verdict, throws';
}
