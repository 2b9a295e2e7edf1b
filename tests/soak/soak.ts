import fc from 'fast-check';
import * as v from 'valibot';
import { expectShape } from '../../aws/expect.ts';
import { runCommand } from '../../cli/command.ts';
import { text } from '../../cli/terminal/command-options.ts';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { interruptions } from '../cli/root-credentials/simulated-accounts.ts';
import { mistakeOf, runWorlds, startAwsForWorlds } from './run-worlds.ts';
import { toOrganizationFile } from './world.ts';

const wholeNumber = v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'a whole number'), v.transform(Number));

await runCommand(
  {
    name: 'soak',
    about: `
Runs random worlds (accounts, partitions, parameters and faults) through the packaged function, and compares what AWS
Config then shows with what the verdict table demands. Then interrupts as many deletions of root credentials at random steps.
`,
    options: {
      worlds: text('N', 'how many; the default is 10000'),
      seed: text('N', 'the same seed gives the same worlds; random without it'),
    },
    notes: `
Exit status: 0 every world ended as it must; 1 one did not, and is printed as an organization file that
npm start -- --organization FILE runs; 2 an option is invalid.
`,
    read: ({ worlds = '10000', seed = `${Math.floor(Math.random() * 1e9)}` }) =>
      expectShape('option', v.object({ worlds: wholeNumber, seed: wholeNumber }), { worlds, seed }),
  },
  async ({ worlds, seed }, { progress }) => {
    process.stdout.write(`seed ${seed}\n`);
    progress.show('Packaging the function');
    const aws = await startAwsForWorlds(await packageFunction());
    progress.show('Running worlds', worlds);
    const wrong = await runWorlds(aws, worlds, seed, () => progress.increment());
    progress.stop();
    await aws.close();
    await fc.assert(interruptions, { numRuns: worlds, seed });
    process.stdout.write(`${worlds} interrupted deletions of root credentials: all ended as planned\n`);
    const counts = ['wrong verdicts', 'lost evaluations', 'wrong endings'].map(
      (mistake) => `${wrong.filter((run) => mistakeOf(run) === mistake).length} ${mistake}`,
    );
    process.stdout.write(`${worlds} worlds: ${counts.join(', ')}\n`);
    if (wrong[0] === undefined) return 0;
    const { world, ...difference } = wrong[0];
    for (const document of [difference, toOrganizationFile(world)]) {
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    }
    return 1;
  },
);
