import { cpus, type } from 'node:os';
import { type Command, runCommand } from '../../cli/command.ts';
import { flag, type OptionTable, type Values } from '../../cli/terminal/command-options.ts';
import type { Progress } from '../../cli/terminal/progress.ts';
import { writeBetweenMarkers } from '../docs/between-markers.ts';

/** Runs a command that measures, and prints its report or, with `--write`, puts it into a page. */
export async function reportCommand<const Table extends OptionTable>(
  { name, about, page, options }: Pick<Command<Table>, 'name' | 'about' | 'options'> & { page: string },
  measure: (values: Values<Table>, progress: Progress) => Promise<string>,
): Promise<void> {
  const command = {
    name,
    about: `\n${about}\n`,
    options: { ...options, write: flag(`put the report into ${page}`) },
    notes: '\nExit status: 0 measured; 1 something failed; 2 an option is invalid.\n',
    read: (values: Values<Table>) => values as Values<Table> & { readonly write: boolean },
  };
  await runCommand(command, async (values, { progress }) => {
    const report = await measure(values, progress);
    progress.stop();
    if (values.write) await writeBetweenMarkers(page, `npm run ${name} -- --write`, report);
    else process.stdout.write(`${report}\n`);
    return 0;
  });
}

/** Date, machine and versions of a measurement. */
export function describeMachine(): string {
  const date = new Date().toISOString().slice(0, 10);
  const cpu = cpus();
  return `${date}; ${type()} ${process.arch}, ${cpu.length} × ${cpu[0]?.model.trim()}; Node.js ${process.versions.node}`;
}
