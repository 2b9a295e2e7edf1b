import { AwsCallError } from '../../aws/call.ts';
import { ExpectationError } from '../../aws/expect.ts';
import { visibleText } from '../../watch/visible-text.ts';
import { ReportFileError } from '../report/report-files.ts';

/** Ends the process where nobody reads its output: a reader such as `head` closes it early, which needs no message. */
export function endWithReader(): void {
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
export function printError(error: unknown): 1 | 2 {
  const isExpected = [ExpectationError, AwsCallError, ReportFileError].some((type) => error instanceof type);
  const { message, stack } = error as Error;
  const text = isExpected ? message : (stack ?? message);
  process.stderr.write(`${text.split('\n').map(visibleText).join('\n')}\n`);
  return error instanceof ExpectationError ? 2 : 1;
}
