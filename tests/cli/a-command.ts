import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { ExpectationError } from '../../aws/expect.ts';
import { runCommand } from '../../cli/command.ts';
import { text } from '../../cli/terminal/command-options.ts';

// A small command for the tests of the runner: what it does is its one option.
const options = { todo: text('THIS', 'what it does', v.optional(v.string(), '')) };

await runCommand(
  {
    name: 'small',
    about: '\nIs small.\n',
    options,
    notes: '\nExit status: 0 always.\n',
  },
  async ({ todo: wanted }, { progress, untilSignal }) => {
    process.once('exit', () => process.stdout.write('cleaned up\n'));
    progress.show('Working');
    if (wanted === 'fail') throw new Error('a bug');
    if (wanted === 'refuse') throw new ExpectationError('file: expected\u001b[2J another');
    if (wanted === 'wait') {
      process.stdout.write('waiting\n');
      await setTimeout(60_000);
    }
    if (wanted.startsWith('stop')) {
      const signal = untilSignal();
      // Something that is under way keeps the process alive.
      setTimeout(60_000);
      process.stdout.write('waiting\n');
      await once(signal, 'abort');
      process.stdout.write('result\n');
      if (wanted === 'stop-by-reason') throw signal.reason;
    }
    return wanted === 'stop' ? 0 : 3;
  },
);
