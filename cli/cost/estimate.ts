import { DELAY_HOURS, type Frequency, SILENCE_HOURS } from '../../watch/silence-hours.ts';
import { itemOf } from './prices.ts';

export interface Demand {
  /** The management account included. */
  readonly accounts: number;
  readonly frequency: Frequency;
  /** Changes of the root user a month and account that start an evaluation; 0 without re-evaluation on change. */
  readonly changes: number;
}

/** What the templates deploy. A test holds these against the compiled template and deploy/. */
export const DEPLOYED = {
  alarmsOfFunction: 2,
  alarmsOfWatch: 2,
  functionMemoryMb: 256,
  watchMemoryMb: 1769,
  watchTimeoutSeconds: 900,
  /** States of both state machines of deploy/reevaluate-on-change.yml. */
  statesOfChange: 4,
  logRetentionDays: 90,
  /** Invocations and Errors. */
  metricsOfAccount: 2,
} as const;

/**
 * Lambda charges the time of an evaluation, its start included: measured on the embedded AWS (0.211 s and three calls on one
 * processor), with the part of a processor that 256 MB buy, and 0.2 s for each call in AWS *(unverified)*.
 */
const EVALUATION_SECONDS = (0.211 * 1769) / DEPLOYED.functionMemoryMb + 3 * 0.2;
const CALL_SECONDS = 0.2;
/** The function's own line, measured, and Lambda's lines *(unverified)*. */
const EVALUATION_LOG_BYTES = 319 + 1_500;
/** Some hundred findings *(unverified)*. */
const WATCH_LOG_BYTES = 100_000;

export const WAYS = {
  'managed-rule': "AWS's managed rule",
  'one-account': 'One account, two alarms',
  stacksets: 'StackSets, alarms in each account',
  'stacksets-watch': 'StackSets without alarms, organization watch',
  central: 'One central function',
} as const;

export type WayName = keyof typeof WAYS;

export const WAY_NAMES = Object.keys(WAYS) as readonly WayName[];

/** Whether the way is offered: `one-account` is for one account only, and the managed rule does not react to changes. */
export function isOffered(way: WayName, { accounts, changes }: Demand): boolean {
  if (way === 'one-account') return accounts === 1;
  return way !== 'managed-rule' || changes === 0;
}

/** What a way costs in a month of 30 days, the most expensive item first. */
export function estimate(way: WayName, demand: Demand) {
  const items = itemsOf(way, demand)
    .filter(({ quantity }) => quantity > 0)
    .sort((one, other) => other.dollars - one.dollars);
  const dollars = items.reduce((sum, item) => sum + item.dollars, 0);
  return { way, title: WAYS[way], dollars, dollarsPerAccount: dollars / demand.accounts, items };
}

function itemsOf(way: WayName, { accounts, frequency, changes }: Demand) {
  const runs = (30 * 24) / (SILENCE_HOURS[frequency] - DELAY_HOURS);
  const evaluations = accounts * (runs + changes);
  if (way === 'managed-rule') return [itemOf('configEvaluations', evaluations)];
  const watchRuns = way === 'stacksets-watch' ? runs : 0;
  const functions = way === 'central' ? 1 : accounts;
  const seconds = evaluations * (EVALUATION_SECONDS + (way === 'central' ? CALL_SECONDS : 0));
  // Assumes that it reads one account after the other, with two calls each.
  const watchSeconds = watchRuns * Math.min(DEPLOYED.watchTimeoutSeconds, 5 + accounts * 2 * CALL_SECONDS);
  const megabyteSeconds = seconds * DEPLOYED.functionMemoryMb + watchSeconds * DEPLOYED.watchMemoryMb;
  return [
    itemOf('configEvaluations', evaluations),
    itemOf('alarmMetrics', watchRuns > 0 ? DEPLOYED.alarmsOfWatch : functions * DEPLOYED.alarmsOfFunction),
    itemOf('metricDataMetrics', watchRuns * accounts * DEPLOYED.metricsOfAccount),
    itemOf('lambdaRequests', evaluations + watchRuns),
    itemOf('lambdaArmGigabyteSeconds', megabyteSeconds / 1024),
    itemOf('logGigabytes', (evaluations * EVALUATION_LOG_BYTES + watchRuns * WATCH_LOG_BYTES) / 1e9),
    itemOf('stateTransitions', accounts * changes * DEPLOYED.statesOfChange),
  ];
}
