import { AwsCallError } from '../aws/call.ts';
import { ExpectationError } from '../aws/expect.ts';
import { visibleText } from '../watch/visible-text.ts';
import { ReportFileError } from './report/report-files.ts';
import { type OptionTable, parseOptions, type Values } from './terminal/command-options.ts';
import { formatHelp } from './terminal/help.ts';
import { Progress } from './terminal/progress.ts';
import { abortOnSignal } from './terminal/signals.ts';

/** What a person can ask a command for. */
export interface Command<Table extends OptionTable, Options = Values<Table>> {
  /** The name of its npm script. */
  readonly name: string;
  /** Stands before the options in the help: see `formatHelp`. */
  readonly about: string;
  readonly options: Table;
  /** Stands after the options in the help. */
  readonly notes: string;
  /**
   * What the command makes of its options, where it does not take them as they are.
   *
   * @throws {ExpectationError} if options do not fit together, or a value is invalid
   */
  read?(values: Values<Table>): Options;
}

/** What the runner offers to a command that runs. */
export interface Context {
  readonly progress: Progress;
  /** Makes the first signal abort instead of ending the command at once. A second one, a second later, ends it. */
  untilSignal(): AbortSignal;
}

/**
 * Runs a command to its end: reads the options, shows the help, ends on signals and where nobody reads the output, and
 * prints errors.
 *
 * @param run resolves to the exit status
 */
export async function runCommand<const Table extends OptionTable, Options = Values<Table>>(
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
    if (error === reason) process.stderr.write(`${visibleText(reason.message)}\n`);
    else process.exitCode = printError(error);
    if (aborted) process.exitCode = reason.status;
  }
  // A call to AWS that is still under way keeps the process alive. The results have to be out before it ends.
  if (interruption.signal.aborted) process.stdout.write('', () => process.exit());
}

/** Ends the process where nobody reads its output: a reader such as `head` closes it early, which needs no message. */
function endWithReader(): void {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.stderr.write(`${visibleText(error.message)}\n`);
    process.exit(1);
  });
}

/**
 * Prints an error so that the terminal obeys nothing in it. Only an error that the command does not expect has a stack.
 *
 * @returns the exit status: 2 where an option or a file is invalid, else 1
 */
function printError(error: unknown): 1 | 2 {
  const isExpected = [ExpectationError, AwsCallError, ReportFileError].some((type) => error instanceof type);
  const { message, stack } = error as Error;
  const text = isExpected ? message : (stack ?? message);
  process.stderr.write(`${text.split('\n').map(visibleText).join('\n')}\n`);
  return error instanceof ExpectationError ? 2 : 1;
}
