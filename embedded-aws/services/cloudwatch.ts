import * as v from 'valibot';
import { AwsError } from './aws-error.ts';

/** What Lambda reports of the functions of one account and Region to CloudWatch. */
export class FunctionMetrics {
  readonly #runs: { readonly functionName: string; readonly at: number; readonly failed: boolean }[] = [];

  record(functionName: string, at: Date, { failed }: { readonly failed: boolean }): void {
    this.#runs.push({ functionName, at: at.getTime(), failed });
  }

  /**
   * Each run counts under Invocations, and under Errors with 1 or 0.
   *
   * @returns the sum for each period in which there was a run, by the beginning of the period in milliseconds
   */
  sums(functionName: string, metric: 'Invocations' | 'Errors', periodMs: number): Map<number, number> {
    const sums = new Map<number, number>();
    for (const run of this.#runs.filter((run) => run.functionName === functionName)) {
      const period = Math.floor(run.at / periodMs) * periodMs;
      const value = metric === 'Invocations' || run.failed ? 1 : 0;
      sums.set(period, (sums.get(period) ?? 0) + value);
    }
    return sums;
  }
}

const dimension = v.strictObject({ Name: v.literal('FunctionName'), Value: v.string() });

const getMetricData = v.strictObject({
  StartTime: v.number(),
  EndTime: v.number(),
  MetricDataQueries: v.pipe(
    v.array(
      v.strictObject({
        Id: v.pipe(v.string(), v.regex(/^[a-z]\w*$/)),
        MetricStat: v.strictObject({
          Metric: v.strictObject({
            Namespace: v.literal('AWS/Lambda'),
            MetricName: v.picklist(['Invocations', 'Errors']),
            Dimensions: v.tuple([dimension]),
          }),
          Period: v.pipe(v.number(), v.minValue(60), v.multipleOf(60)),
          Stat: v.literal('Sum'),
        }),
      }),
    ),
    v.maxLength(500),
  ),
});

/**
 * Operations of Amazon CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
 * There is one page of data points, and they come newest first.
 */
export const cloudWatch: Record<string, (metrics: FunctionMetrics, input: unknown) => unknown> = {
  GetMetricData(metrics, input) {
    const { success, output, issues } = v.safeParse(getMetricData, input);
    if (!success) throw new AwsError('ValidationError', `${v.getDotPath(issues[0])}: ${issues[0].message}`);
    const [start, end] = [output.StartTime * 1000, output.EndTime * 1000];
    if (start >= end) {
      throw new AwsError(
        'ValidationError',
        'The parameter StartTime must be less than the parameter EndTime.',
      );
    }
    return {
      MetricDataResults: output.MetricDataQueries.map(({ Id, MetricStat: { Metric, Period } }) => {
        const { MetricName, Dimensions } = Metric;
        const points = [...metrics.sums(Dimensions[0].Value, MetricName, Period * 1000)]
          .filter(([time]) => time >= start && time < end)
          .sort(([one], [other]) => other - one);
        return {
          Id,
          Label: MetricName,
          StatusCode: 'Complete',
          Timestamps: points.map(([time]) => time / 1000),
          Values: points.map(([, value]) => value),
        };
      }),
      Messages: [],
    };
  },
};
