import { constants } from 'node:os';
import { visibleText } from '../watch/visible-text.ts';
import { dryRunReport } from './dry-run/dry-run-report.ts';
import { unlessInterrupted } from './dry-run/interruption.ts';
import { HELP, type Options, readOptions } from './dry-run/options.ts';
import { closeSession, openSession } from './dry-run/session.ts';
import { toCsv } from './report/csv.ts';
import { toJson } from './report/json.ts';
import { type Report, stateOf } from './report/model.ts';
import { compared, readPrevious } from './report/previous.ts';
import { refuseUnwritable, writeReportFiles } from './report/report-files.ts';
import { toScreen } from './report/screen.ts';
import { ownTerminal } from './terminal/ask-mfa-code.ts';
import { endWithReader, printError } from './terminal/command-end.ts';
import { Progress } from './terminal/progress.ts';

async function main(): Promise<number> {
  const options = readOptions(process.env);
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  await refuseUnwritable(options.outputs.files);
  const previous = await readPrevious(options.outputs.previous);
  const opening = openSession({ ...options, connections: options.concurrency, terminal: ownTerminal() });
  const session = await unlessInterrupted(opening, interruption.signal);
  const progress = new Progress();
  try {
    const report = compared(await dryRunReport(session, options, progress, interruption.signal), previous);
    progress.stop();
    await print(report, options);
    return exitStatus(report, options);
  } finally {
    progress.stop();
    closeSession(session);
  }
}

async function print(report: Report, { format, outputs: { files, asListed } }: Options): Promise<void> {
  if (report.incomplete !== undefined) {
    process.stderr.write(`The list of accounts is not complete. ${visibleText(report.incomplete)}\n`);
  }
  for (const { path } of files) {
    // A report of half a run must not take the place of a whole one.
    if (interruption.signal.aborted)
      process.stderr.write(`Interrupted: ${visibleText(path)} was not written.\n`);
  }
  const toTable = () => toScreen(report, { stream: process.stdout, asListed, nextStep });
  try {
    // Before anything is printed: whoever reads the output can close it early, which ends the command.
    if (!interruption.signal.aborted) await writeReportFiles(files, report);
  } finally {
    process.stdout.write(format === 'json' ? toJson(report) : format === 'csv' ? toCsv(report) : toTable());
  }
}

function nextStep(states: ReadonlySet<string>): string {
  const nothingChanged = 'Nothing was changed or reported.';
  if (states.has('FAILED')) {
    return `${nothingChanged} Next: remove the cause of each failure, then run the command again. See docs/dry-run.md.`;
  }
  if (states.has('NON_COMPLIANT')) {
    return `${nothingChanged} Next: follow the step below each NON_COMPLIANT account. Steps: docs/rules/root-user-mfa-enabled.md.`;
  }
  return `${nothingChanged} Next: deploy the rule, which evaluates the accounts every day. See docs/deployment.md.`;
}

function exitStatus({ outcomes, incomplete }: Report, { failOnNonCompliant }: Options): number {
  const states = new Set(outcomes.map(stateOf));
  if (interruption.signal.aborted) return 128 + constants.signals.SIGINT;
  if (states.has('FAILED') || incomplete !== undefined) return 1;
  return failOnNonCompliant && states.has('NON_COMPLIANT') ? 3 : 0;
}

/**
 * The first Ctrl+C prints the results so far, the second ends the command at once. A command that npm starts gets each
 * signal twice: from the terminal and from npm.
 */
const interruption = new AbortController();
let interruptedAt = Number.POSITIVE_INFINITY;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (performance.now() - interruptedAt > 1_000) process.exit(128 + constants.signals[signal]);
    interruptedAt = Math.min(interruptedAt, performance.now());
    interruption.abort(new Error('Interrupted.'));
  });
}

endWithReader();

try {
  process.exitCode = await main();
} catch (error) {
  if (error === interruption.signal.reason) process.stderr.write('Interrupted.\n');
  else process.exitCode = printError(error);
  if (interruption.signal.aborted) process.exitCode = 128 + constants.signals.SIGINT;
}
// A call to AWS that is still under way keeps the process alive. The results have to be out before it ends.
if (interruption.signal.aborted) process.stdout.write('', () => process.exit());
