import { stripVTControlCharacters } from 'node:util';

/** A command on a pseudo-terminal. */
interface TerminalRun {
  /** All that it has shown so far, without colours and movements of the cursor. */
  readonly shown: () => string;
  /** Resolves once the command has shown the text; rejects when it ends before that. */
  readonly shows: (text: string) => Promise<void>;
  readonly type: (keys: string) => void;
  readonly ended: Promise<number>;
}

type StartOnTerminal = (
  args: readonly string[],
  options: {
    readonly env: Record<string, string | undefined>;
    readonly columns: number;
    readonly cwd?: string;
  },
) => TerminalRun;

/** Starts Node.js on a pseudo-terminal; `undefined` on platforms for which there is no binary. */
export async function pseudoTerminal(): Promise<StartOnTerminal | undefined> {
  const pty = await import('@lydell/node-pty').catch(() => undefined);
  if (pty === undefined) return undefined;
  return (args, { env, columns, cwd = process.cwd() }) => {
    const child = pty.spawn(process.execPath, [...args], {
      name: 'xterm',
      cols: columns,
      rows: 50,
      cwd,
      env,
    });
    let output = '';
    let exitCode: number | undefined;
    const waiting = new Set<() => void>();
    const wake = () => {
      for (const check of waiting) check();
    };
    child.onData((text) => {
      output += text;
      wake();
    });
    const shown = () => stripVTControlCharacters(output).replaceAll('\r', '');
    const ended = new Promise<number>((resolve) => {
      child.onExit((exit) => {
        exitCode = exit.exitCode;
        wake();
        resolve(exitCode);
      });
    });
    const shows = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          if (shown().includes(text)) resolve();
          else if (exitCode === undefined) return;
          else
            reject(new Error(`Expected "${text}" before the command ends with ${exitCode}, got ${shown()}`));
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      });
    return { shown, shows, type: (keys) => child.write(keys), ended };
  };
}
