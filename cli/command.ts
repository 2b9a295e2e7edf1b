import { constants } from 'node:os';
import { endWithReader, printError } from './terminal/command-end.ts';
import { type OptionTable, parseOptions, type Values } from './terminal/command-options.ts';
import { formatHelp } from './terminal/help.ts';
import { Progress } from './terminal/progress.ts';

/** What a person can ask a command for. */
export interface Command<Table extends OptionTable, Options> {
  /** The name of its npm script. */
  readonly name: string;
  /** Stands before the options in the help: see `formatHelp`. */
  readonly about: string;
  readonly options: Table;
  /** Stands after the options in the help. */
  readonly notes: string;
  /** @throws {ExpectationError} if options do not fit together, or a value is invalid */
  read(values: Values<Table>): Options;
}

/** What the runner offers to a command that runs. */
export interface Context {
  readonly progress: Progress;
  /** Makes the first signal abort instead of ending the command at once. A second one, a second later, ends it. */
  untilSignal(): AbortSignal;
}

/** The reason why a command stops before its end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** 128 and the signal's number, as a shell reports it. */
  readonly status: number;

  constructor(signal: Signal) {
    super('Interrupted.');
    this.status = 128 + constants.signals[signal];
  }
}

type Signal = 'SIGINT' | 'SIGTERM';

/** npm passes Ctrl+C on, which the terminal has already sent: two signals that come together are one. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Runs a command to its end: reads the options, shows the help, ends on signals and where nobody reads the output, and
 * prints errors.
 *
 * @param run resolves to the exit status
 */
export async function runCommand<const Table extends OptionTable, Options>(
  command: Command<Table, Options>,
  run: (options: Options, context: Context) => Promise<number>,
): Promise<void> {
  const progress = new Progress();
  // Also clean-ups of other modules wait for this event, which a signal on its own does not cause.
  process.once('exit', () => progress.stop());
  endWithReader();
  const interruption = abortOnSignal();
  try {
    const options = parseOptions(command, process.argv.slice(2), process.env);
    if (options === 'help') process.stdout.write(formatHelp(command, process.stdout.columns));
    else process.exitCode = await run(options, { progress, untilSignal: interruption.start });
  } catch (error) {
    progress.stop();
    const { aborted, reason } = interruption.signal;
    if (error === reason) process.stderr.write(`${reason.message}\n`);
    else process.exitCode = printError(error);
    if (aborted) process.exitCode = reason.status;
  }
  // A call to AWS that is still under way keeps the process alive. The results have to be out before it ends.
  if (interruption.signal.aborted) process.stdout.write('', () => process.exit());
}

function abortOnSignal() {
  const controller = new AbortController();
  let isAwaited = false;
  let abortedAt = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const interrupted = new Interrupted(name);
      if (!isAwaited || performance.now() - abortedAt > SAME_SIGNAL_MS) process.exit(interrupted.status);
      abortedAt = Math.min(abortedAt, performance.now());
      controller.abort(interrupted);
    });
  }
  const start = () => {
    isAwaited = true;
    return controller.signal;
  };
  return { signal: controller.signal, start };
}
