import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/cloudwatch', () => {
  const { administrator, tenants } = endpointOfEachTest();
  let client: CloudWatch;
  beforeEach(() => {
    client = new CloudWatch(administrator());
  });

  const Dimensions = [{ Name: 'FunctionName', Value: 'one' }];
  const ask = (changes: object = {}, Period = 3600, MetricName = 'Invocations', count = 1) =>
    client.getMetricData({
      StartTime: new Date('2026-11-24T08:00:00Z'),
      EndTime: new Date('2026-11-24T10:00:00Z'),
      MetricDataQueries: Array.from({ length: count }, (_, index) => ({
        Id: `q${index}`,
        MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period, Stat: 'Sum' },
      })),
      ...changes,
    });

  it('sums the runs of a function by period, newest first, from the start and before the end', async () => {
    const { metrics } = tenants().of('111122223333');
    const runs: [string, string, boolean][] = [
      ['one', '2026-11-24T07:59:59Z', false],
      ['one', '2026-11-24T08:00:00Z', true],
      ['one', '2026-11-24T08:59:59Z', false],
      ['two', '2026-11-24T09:10:00Z', true],
      ['one', '2026-11-24T09:20:00Z', false],
      ['one', '2026-11-24T10:00:00Z', false],
    ];
    for (const [name, at, failed] of runs) metrics.record(name, new Date(at), { failed });
    const times = [new Date('2026-11-24T09:00:00Z'), new Date('2026-11-24T08:00:00Z')];
    const { MetricDataResults: invocations } = await ask();
    expect(invocations?.[0]).to.include({ Id: 'q0', StatusCode: 'Complete' });
    expect(invocations?.[0]).to.deep.include({ Timestamps: times, Values: [1, 2] });
    const { MetricDataResults: errors } = await ask({}, 3600, 'Errors');
    expect(errors?.[0]).to.deep.include({ Timestamps: times, Values: [0, 1] });
  });

  it('has no data points of a function that did not run', async () => {
    const { MetricDataResults: results } = await ask();
    expect(results?.[0]).to.deep.include({ Timestamps: [], Values: [] });
  });

  it('answers 500 queries and refuses more', async () => {
    expect((await ask({}, 3600, 'Errors', 500)).MetricDataResults).to.have.length(500);
    expect((await rejection(ask({}, 3600, 'Errors', 501))).message).to.match(/MetricDataQueries/);
  });

  const refused: Record<string, () => Promise<unknown>> = {
    'a time that ends before it starts': () => ask({ EndTime: new Date('2026-11-24T08:00:00Z') }),
    'a period that is not in whole minutes': () => ask({}, 90),
    'a metric that it does not have': () => ask({}, 60, 'Throttles'),
    'a member that it does not know': () => ask({ ScanBy: 'TimestampAscending' }),
  };
  for (const [name, asked] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      expect((await rejection(asked())).name).to.match(/^Validation/);
    });
  }
});
