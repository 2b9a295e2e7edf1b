import fc from 'fast-check';
import pMap from 'p-map';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { expectedOutcome, type Outcome } from './oracle.ts';
import { evaluated } from './run-faults.ts';
import { inAccount, type World, world } from './world.ts';

/** A world whose outcome is not the expected one. */
interface WrongWorld {
  readonly world: World;
  readonly expected: Outcome;
  readonly got: Outcome;
  readonly error: string | undefined;
}

interface Tally {
  worlds: number;
  /** AWS Config shows a verdict that the account does not deserve, or one where none could be known. */
  wrongVerdicts: number;
  /** AWS Config shows nothing although the faults were such that pass. */
  lostEvaluations: number;
  /** Everything else that is not as expected: the function failed, or ended well, where it must not. */
  wrongEndings: number;
  /** One of them, if there is any. */
  first: WrongWorld | undefined;
}

/** Short, so that what hangs does not hang for long; long enough for every fault that passes. */
const TIMEOUT_SECONDS = 20;
const CONCURRENCY = 16;
/** How many worlds are held in memory at once. */
const BATCH = 500;

/** An embedded AWS for worlds: it keeps the processes of the function warm from one world to the next. */
export function startAwsForWorlds(deployed: Package): Promise<EmbeddedAws> {
  return EmbeddedAws.start(deployed, { keepWarm: true, timeoutSeconds: TIMEOUT_SECONDS });
}

/**
 * Runs random worlds through the packaged function and compares what AWS Config shows with the oracle.
 *
 * @param seed the same seed gives the same worlds
 * @param onDone called after each world
 */
export async function runWorlds(
  aws: EmbeddedAws,
  count: number,
  seed: number,
  onDone: () => void = () => {},
): Promise<Tally> {
  const tally: Tally = {
    ...{ worlds: 0, wrongVerdicts: 0, lostEvaluations: 0, wrongEndings: 0 },
    first: undefined,
  };
  for (let start = 0; start < count; start += BATCH) {
    const worlds = fc.sample(world, { seed: seed + start, numRuns: Math.min(BATCH, count - start) });
    const runOne = async (sampled: World, index: number) => {
      const run = await runWorld(aws, inAccount(`${100_000_000_000 + index}`, sampled));
      add(tally, run);
      onDone();
    };
    await pMap(worlds, runOne, { concurrency: CONCURRENCY });
  }
  return tally;
}

/** Runs one world, in the account that it names. */
export async function runWorld(aws: EmbeddedAws, world: World): Promise<WrongWorld> {
  aws.deploy(world.account, world.parameters);
  const { complianceType, error } = await evaluated(aws, world.account);
  const got = { shown: complianceType as Outcome['shown'], fails: error !== undefined };
  return { world, expected: expectedOutcome(world), got, error };
}

function add(tally: Tally, run: WrongWorld): void {
  const { expected, got } = run;
  tally.worlds += 1;
  if (got.shown !== expected.shown) {
    if (got.shown === undefined) tally.lostEvaluations += 1;
    else tally.wrongVerdicts += 1;
  } else if (got.fails !== expected.fails) tally.wrongEndings += 1;
  else return;
  tally.first ??= run;
}
