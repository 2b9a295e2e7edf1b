import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

interface Surroundings {
  readonly env: Record<string, string | undefined>;
  readonly columns: number;
  readonly cwd?: string;
}

/** Starts Node.js on a pseudo-terminal; `undefined` on platforms for which there is no binary. */
export async function pseudoTerminal() {
  const pty = await import('@lydell/node-pty').catch(() => undefined);
  if (pty === undefined) return undefined;
  return (args: readonly string[], { env, columns, cwd = process.cwd() }: Surroundings) => {
    const child = pty.spawn(process.execPath, [...args], {
      name: 'xterm',
      cols: columns,
      rows: 50,
      cwd,
      env,
    });
    let output = '';
    child.onData((text) => {
      output += text;
    });
    const ended = new Promise<number>((resolve) => {
      child.onExit(({ exitCode }) => resolve(exitCode));
    });
    /** All that it has shown so far, without colours and movements of the cursor. */
    const shown = () => stripVTControlCharacters(output).replaceAll('\r', '');
    /** Resolves once the command has shown the text; rejects when it ends before that. */
    async function shows(text: string): Promise<void> {
      let status: number | undefined;
      while (!shown().includes(text)) {
        if (status !== undefined) {
          throw new Error(`Expected "${text}" before the command ends with ${status}, got ${shown()}`);
        }
        status = await Promise.race([ended, setTimeout(10, undefined)]);
      }
    }
    return { shown, shows, type: (keys: string) => child.write(keys), ended };
  };
}
