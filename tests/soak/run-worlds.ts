import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import pMap from 'p-map';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { expectedOutcome, type Outcome } from './oracle.ts';
import { evaluated } from './run-faults.ts';
import { inAccount, type World, world } from './world.ts';

/** What came of a world. */
export interface WorldRun {
  readonly world: World;
  readonly expected: Outcome;
  readonly got: Outcome;
  readonly error: string | undefined;
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
 * @returns the worlds that did not end as they must
 */
export async function runWorlds(
  aws: EmbeddedAws,
  count: number,
  seed: number,
  onDone: () => void = () => {},
): Promise<WorldRun[]> {
  const wrong: WorldRun[] = [];
  for (let start = 0; start < count; start += BATCH) {
    const worlds = fc.sample(world, { seed: seed + start, numRuns: Math.min(BATCH, count - start) });
    const runOne = (sampled: World, index: number) =>
      runWorld(aws, inAccount(`${100_000_000_000 + index}`, sampled)).finally(onDone);
    const runs = await pMap(worlds, runOne, { concurrency: CONCURRENCY });
    wrong.push(...runs.filter(({ expected, got }) => !isDeepStrictEqual(got, expected)));
  }
  return wrong;
}

/** Runs one world, in the account that it names. */
export async function runWorld(aws: EmbeddedAws, world: World): Promise<WorldRun> {
  aws.deploy(world.account, world.parameters);
  const { complianceType, error } = await evaluated(aws, world.account);
  const got = { shown: complianceType as Outcome['shown'], fails: error !== undefined };
  return { world, expected: expectedOutcome(world), got, error };
}

/** AWS Config shows a verdict that must not be, shows none, or shows the right one and the function ends otherwise. */
export function mistakeOf({ expected, got }: WorldRun): string {
  if (got.shown === expected.shown) return 'wrong endings';
  return got.shown === undefined ? 'lost evaluations' : 'wrong verdicts';
}
