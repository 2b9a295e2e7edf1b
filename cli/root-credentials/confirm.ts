import { ExpectationError } from '../../aws/expect.ts';
import { visibleText } from '../../watch/visible-text.ts';
import { ask, ownTerminal } from '../terminal/ask.ts';

/**
 * Shows what is going to happen, and goes on when the person types the number of accounts.
 *
 * @param yes goes on without asking
 * @throws {ExpectationError} when there is no terminal to ask on, or no answer comes
 */
export async function confirm(summary: string, accounts: number, yes: boolean): Promise<void> {
  process.stderr.write(`${visibleText(summary)}\n`);
  if (yes) return;
  const terminal = ownTerminal();
  if (terminal === undefined) {
    throw new ExpectationError('Expected --yes, since there is no terminal to ask on. Nothing was changed.');
  }
  const prompt = 'To go on, type the number of accounts: ';
  const complaint = `Expected ${accounts}. Ctrl+C ends the command.`;
  await ask(prompt, new RegExp(`^${accounts}$`), complaint, terminal).catch((cause) => {
    throw new ExpectationError(`${cause.message} Nothing was changed.`, { cause });
  });
}
