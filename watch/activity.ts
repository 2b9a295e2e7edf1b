import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';
import type { Aws } from '../aws/call.ts';
import { expectShape } from '../aws/expect.ts';
import { type ActiveHour, HOUR_MS, hourOf, LOOKBACK_DAYS } from './freshness.ts';

const METRICS = { invocations: 'Invocations', errors: 'Errors' } as const;
type Metric = keyof typeof METRICS;

const count = v.pipe(v.number(), v.integer('a whole number'), v.minValue(0, '0 or more'));

/**
 * A page of data points. `PartialData` is in order where another page follows.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
const page = v.object({
  MetricDataResults: v.array(
    v.object({
      Id: v.picklist(Object.keys(METRICS) as Metric[]),
      StatusCode: v.picklist(['Complete', 'PartialData']),
      Timestamps: v.array(v.date()),
      Values: v.array(count),
    }),
  ),
  /** Says what is wrong with the whole answer. */
  Messages: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(0, 'no message about the answer'))),
  NextToken: v.optional(v.pipe(v.string(), v.nonEmpty('a token'))),
});

type Results = v.InferOutput<typeof page>['MetricDataResults'];

/**
 * Reads in which hours a Lambda function was invoked and how often it failed, over the last 14 days. CloudWatch keeps
 * hours for 455 days, also of a function that has been deleted.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 *
 * @throws {AwsCallError} also where the answer is incomplete
 */
export async function readActivity(
  { call, clientConfig }: Aws,
  functionName: string,
  now: Date,
): Promise<ActiveHour[]> {
  const cloudWatch = new CloudWatchClient(clientConfig);
  const query = {
    StartTime: new Date(hourOf(now) - LOOKBACK_DAYS * 24 * HOUR_MS),
    EndTime: new Date(hourOf(now) + HOUR_MS),
    MetricDataQueries: Object.entries(METRICS).map(([Id, MetricName]) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: [{ Name: 'FunctionName', Value: functionName }],
        },
        Period: HOUR_MS / 1000,
        Stat: 'Sum',
      },
    })),
  };
  return call('cloudwatch:GetMetricData', async (options) => {
    const results: Results[number][] = [];
    const tokens = new Set<string | undefined>();
    let token: string | undefined;
    do {
      const answer = await cloudWatch.send(new GetMetricDataCommand({ ...query, NextToken: token }), options);
      const { MetricDataResults, NextToken } = expectShape('answer', page, answer);
      results.push(...MetricDataResults);
      if (tokens.has(NextToken)) throw new Error('expected each page once, got one again');
      tokens.add(NextToken);
      token = NextToken;
    } while (token !== undefined);
    return toActiveHours(results);
  });
}

function toActiveHours(results: Results): ActiveHour[] {
  const invocations = pointsOf(results, 'invocations');
  const errors = pointsOf(results, 'errors');
  return [...invocations]
    .filter(([, count]) => count > 0)
    .map(([time, count]) => ({ start: new Date(time), invocations: count, errors: errors.get(time) }));
}

/** @returns values by milliseconds since 1970 */
function pointsOf(results: Results, metric: Metric): Map<number, number> {
  const pages = results.filter(({ Id }) => Id === metric);
  const status = pages.at(-1)?.StatusCode ?? 'none';
  if (status !== 'Complete') throw new Error(`expected all data points of ${METRICS[metric]}, got ${status}`);
  const points = new Map<number, number>();
  for (const { Timestamps, Values } of pages) {
    if (Timestamps.length !== Values.length) {
      throw new Error(`expected a value for each time, got ${Values.length} for ${Timestamps.length}`);
    }
    for (const [index, time] of Timestamps.entries()) {
      if (points.has(time.getTime())) {
        throw new Error(`expected each hour once, got ${time.toISOString()} again`);
      }
      points.set(time.getTime(), Values[index] as number);
    }
  }
  return points;
}
