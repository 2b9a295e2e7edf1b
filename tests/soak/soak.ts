import { parseArgs } from 'node:util';
import { Progress } from '../../cli/terminal/progress.ts';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { runWorlds, startAwsForWorlds } from './run-worlds.ts';
import { toOrganizationFile } from './world.ts';

const HELP = `Runs random worlds (accounts, partitions, parameters and faults) through the packaged function, and compares what
AWS Config then shows with what the verdict table demands.

  npm run soak -- --worlds 100000     how many; 10,000 without it
  npm run soak -- --seed 42           the same seed gives the same worlds; random without it

Exit status: 0 every world ended as it must; 1 one did not, and is printed as an organization file that
npm start -- --organization FILE runs; 2 an argument is not in order.
`;

async function main(): Promise<number> {
  const { worlds, seed, help } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  process.stdout.write(`seed ${seed}\n`);
  const progress = new Progress();
  progress.show('Packaging the function');
  const deployed = await packageFunction();
  const aws = await startAwsForWorlds(deployed);
  try {
    progress.show('Running worlds', worlds);
    const { first, ...tally } = await runWorlds(aws, worlds, seed, () => progress.increment());
    progress.stop();
    process.stdout.write(
      `${tally.worlds} worlds: ${tally.wrongVerdicts} wrong verdicts, ${tally.lostEvaluations} lost evaluations, ` +
        `${tally.wrongEndings} wrong endings\n`,
    );
    if (first === undefined) return 0;
    const { world, ...difference } = first;
    process.stdout.write(
      `${JSON.stringify(difference, null, 2)}\n${JSON.stringify(toOrganizationFile(world), null, 2)}\n`,
    );
    return 1;
  } finally {
    progress.stop();
    await aws.close();
    deployed.remove();
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      worlds: { type: 'string', default: '10000' },
      seed: { type: 'string', default: `${Math.floor(Math.random() * 1e9)}` },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    worlds: wholeNumber('--worlds', values.worlds),
    seed: wholeNumber('--seed', values.seed),
    help: values.help,
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TypeError(`${name}: expected a whole number below a thousand million, got ${text}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isArgument = error instanceof TypeError;
  process.stderr.write(`${isArgument ? error.message : (error as Error).stack}\n`);
  process.exitCode = isArgument ? 2 : 1;
}
