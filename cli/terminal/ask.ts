import { createInterface } from 'node:readline';
import { visibleText } from '../../watch/visible-text.ts';

/** The terminal on which a question is asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  /** Must not be standard output, which holds the results. */
  readonly output: NodeJS.WritableStream;
}

/** Asks for the code of an MFA device, which has six digits. */
export function askMfaCode(device: string, terminal: Terminal): Promise<string> {
  return ask(`MFA code for ${visibleText(device)}: `, /^[0-9]{6}$/, 'Expected six digits.', terminal);
}

/**
 * Asks until a line is accepted.
 *
 * @param accepted the lines that are
 * @param complaint answers any other line
 * @throws {Error} when the input ends or is interrupted
 */
export function ask(
  prompt: string,
  accepted: RegExp,
  complaint: string,
  { input, output }: Terminal,
): Promise<string> {
  const lines = createInterface({ input, output, prompt });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const answer = line.trim();
      if (accepted.test(answer)) {
        resolve(answer);
        lines.close();
      } else {
        output.write(`${complaint}\n`);
        lines.prompt();
      }
    });
    // While a line is read, Ctrl+C is a key and no signal.
    lines.once('SIGINT', () => {
      process.emit('SIGINT');
      lines.close();
    });
    lines.once('close', () => {
      output.write('\n');
      reject(new Error('No answer was given.'));
    });
    lines.prompt();
  });
}

/** The terminal of the process, where it has one for both directions. */
export function ownTerminal(): Terminal | undefined {
  const { stdin, stderr } = process;
  return stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : undefined;
}
