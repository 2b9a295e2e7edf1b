import { createInterface } from 'node:readline';
import { visibleText } from '../../watch/visible-text.ts';

/** The terminal on which a code is asked for. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  /** Not standard output, which holds the results. */
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks for the code of an MFA device until it has six digits.
 *
 * @param device the serial number or ARN of the device
 * @throws {Error} when the input ends or is interrupted
 */
export function askMfaCode(device: string, { input, output }: Terminal): Promise<string> {
  const prompt = `MFA code for ${visibleText(device)}: `;
  const lines = createInterface({ input, output, prompt });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const code = line.trim();
      if (/^[0-9]{6}$/.test(code)) {
        resolve(code);
        lines.close();
      } else {
        output.write('Expected six digits.\n');
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
      reject(new Error('No MFA code was given.'));
    });
    lines.prompt();
  });
}

/** The terminal of the process, where it has one for both directions. */
export function ownTerminal(): Terminal | undefined {
  const { stdin, stderr } = process;
  return stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : undefined;
}
