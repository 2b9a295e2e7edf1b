import { visibleText } from '../watch/visible-text.ts';
import { type Context, runCommand } from './command.ts';
import { dryRunReport } from './dry-run/dry-run-report.ts';
import { EVALUATE, type EvaluateOptions } from './dry-run/options.ts';
import { closeSession, openSession } from './dry-run/session.ts';
import { unlessInterrupted } from './dry-run/unless-interrupted.ts';
import { toCsv } from './report/csv.ts';
import { toJson } from './report/json.ts';
import { type Report, stateOf } from './report/model.ts';
import { compared, readPrevious } from './report/previous.ts';
import { refuseUnwritable, writeReportFiles } from './report/report-files.ts';
import { toScreen } from './report/screen.ts';

async function evaluate(options: EvaluateOptions, { progress, untilSignal }: Context): Promise<number> {
  const interruption = untilSignal();
  await refuseUnwritable(options.outputs.files);
  const previous = await readPrevious(options.outputs.previous);
  const session = await unlessInterrupted(openSession({ ...options, interruption }), interruption);
  try {
    const report = compared(await dryRunReport(session, options, progress, interruption), previous);
    progress.stop();
    await print(report, options, interruption);
    return interruption.aborted ? interruption.reason.status : exitStatus(report, options);
  } finally {
    closeSession(session);
  }
}

async function print(
  report: Report,
  { format, outputs: { files, asListed }, way }: EvaluateOptions,
  interruption: AbortSignal,
): Promise<void> {
  if (report.incomplete !== undefined) {
    process.stderr.write(`The list of accounts is not complete. ${visibleText(report.incomplete)}\n`);
  }
  for (const { path } of files) {
    // A report of half a run must not take the place of a whole one.
    if (interruption.aborted) process.stderr.write(`Interrupted: ${visibleText(path)} was not written.\n`);
  }
  const next = (states: ReadonlySet<string>) => nextStep(states, way !== undefined);
  const toTable = () => toScreen(report, { stream: process.stdout, asListed, nextStep: next });
  try {
    // Writes the files before it prints: a reader that closes the output early ends the command.
    if (!interruption.aborted) await writeReportFiles(files, report);
  } finally {
    process.stdout.write(format === 'json' ? toJson(report) : format === 'csv' ? toCsv(report) : toTable());
  }
}

function nextStep(states: ReadonlySet<string>, isOrganization: boolean): string {
  const nothingChanged = 'Nothing was changed or reported.';
  if (states.has('FAILED')) {
    return `${nothingChanged} Next: remove the cause of each failure, then run the command again. See docs/dry-run.md.`;
  }
  if (states.has('INTERRUPTED')) return `${nothingChanged} Next: run the command again.`;
  if (states.has('NON_COMPLIANT')) {
    const many = isOrganization ? ' For many member accounts: docs/delete-root-credentials.md.' : '';
    return `${nothingChanged} Next: follow the step below each NON_COMPLIANT account. Steps: docs/rules/root-user-mfa-enabled.md.${many}`;
  }
  return `${nothingChanged} Next: deploy the rule, which evaluates the accounts every day. See docs/deployment.md.`;
}

function exitStatus({ outcomes, incomplete }: Report, { failOnNonCompliant }: EvaluateOptions): number {
  const states = new Set(outcomes.map(stateOf));
  if (states.has('FAILED') || incomplete !== undefined) return 1;
  return failOnNonCompliant && states.has('NON_COMPLIANT') ? 3 : 0;
}

await runCommand(EVALUATE, evaluate);
