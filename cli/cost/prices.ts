/** AWS's prices in us-east-1, before free tiers, discounts and taxes. Sources: docs/deployment/scale-and-cost.md#prices */
export const PRICES_READ_ON = '2026-11-25';

/** @param tiers dollars for each unit above a number of units a month, in rising order */
const price = (service: string, unit: string, ...tiers: (readonly [above: number, dollars: number])[]) => {
  return { service, unit, tiers };
};

const PRICES = {
  // With consolidated billing, the evaluations of all accounts in a Region count together to find the tier.
  configEvaluations: price('AWS Config', 'evaluation', [0, 0.001], [100_000, 0.0008], [500_000, 0.0005]),
  alarmMetrics: price('CloudWatch', 'alarm and month', [0, 0.1]),
  metricDataMetrics: price('CloudWatch', 'metric requested by GetMetricData', [0, 0.01 / 1_000]),
  lambdaRequests: price('Lambda', 'request', [0, 0.2 / 1_000_000]),
  lambdaArmGigabyteSeconds: price('Lambda', 'GB-second on arm64', [0, 0.0000133334]),
  // $0.5 to write a GB, and $0.03 a month to keep it.
  logGigabytes: price('CloudWatch Logs', 'GB written, and kept for 90 days', [0, 0.5 + 3 * 0.03]),
  stateTransitions: price('Step Functions', 'state transition', [0, 25 / 1_000_000]),
};

/** What this many units of a month cost. */
export function itemOf(name: keyof typeof PRICES, quantity: number) {
  const { service, unit, tiers } = PRICES[name];
  const dollars = tiers.reduce((sum, [above, price], index) => {
    const [next] = tiers[index + 1] ?? [Number.POSITIVE_INFINITY];
    return sum + Math.max(0, Math.min(quantity, next) - above) * price;
  }, 0);
  return { name, service, quantity, unit, dollars };
}
