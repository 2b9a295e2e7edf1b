import { constants } from 'node:os';
import { AwsCallError } from '../rules/aws.ts';
import { ExpectationError } from '../rules/expect.ts';
import { ownAccess } from './dry-run/access.ts';
import { evaluateAccount } from './dry-run/evaluate-account.ts';
import { evaluateOrganization } from './dry-run/evaluate-organization.ts';
import { type Report, stateOf } from './dry-run/format.ts';
import { HELP, type Options, readOptions } from './dry-run/options.ts';
import { closeSession, openSession, type Session } from './dry-run/session.ts';
import { Progress } from './terminal/progress.ts';

async function main(): Promise<number> {
  const options = readOptions(process.env);
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const session = await openSession({ ...options, connections: options.concurrency });
  const progress = new Progress();
  try {
    const report = await evaluate(session, options, progress);
    progress.stop();
    if (report.incomplete !== undefined) {
      process.stderr.write(`The list of accounts is not complete. ${report.incomplete}\n`);
    }
    process.stdout.write(options.format(report));
    return exitStatus(report, options);
  } finally {
    progress.stop();
    closeSession(session);
  }
}

async function evaluate(
  session: Session,
  { way, parameters, concurrency }: Options,
  progress: Progress,
): Promise<Report> {
  if (way === undefined) {
    const target = { ...session.account, name: '', state: 'ACTIVE' };
    return { outcomes: [await evaluateAccount(target, ownAccess(session), parameters)] };
  }
  progress.show('Listing accounts');
  const observer = {
    onListed: (total: number) => progress.grow('Evaluating accounts', total),
    onDone: () => progress.increment(),
  };
  // Twice as many accounts as connections: while one account waits for AWS, another is worked on.
  return evaluateOrganization(session, way, parameters, 2 * concurrency, observer, interruption.signal);
}

function exitStatus({ outcomes, incomplete }: Report, { failOnNonCompliant }: Options): number {
  const states = new Set(outcomes.map(stateOf));
  if (interruption.signal.aborted) return 128 + constants.signals.SIGINT;
  if (states.has('FAILED') || incomplete !== undefined) return 1;
  return failOnNonCompliant && states.has('NON_COMPLIANT') ? 3 : 0;
}

/**
 * Ctrl+C prints what there is so far; once more, and the command ends at once. Started by npm it gets each signal twice:
 * from the terminal, and from npm.
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

/** Whoever reads the output has gone, as `head` does; anything else is worth a word. */
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

try {
  process.exitCode = await main();
} catch (error) {
  const isExpected = error instanceof ExpectationError || error instanceof AwsCallError;
  process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof ExpectationError ? 2 : 1;
}
