import { expect } from 'chai';
import { AwsCallError } from '../../aws/call.ts';
import { readActivity } from '../../watch/activity.ts';
import { rejection } from '../rejection.ts';
import { type Answer, awsOfEachTest } from '../scripted-aws.ts';

const now = new Date('2026-11-24T10:20:00Z');
const seconds = (time: string) => Date.parse(time) / 1000;

const result = (Id: string, points: Record<string, unknown>, StatusCode = 'Complete') => ({
  Id,
  Label: Id,
  StatusCode,
  Timestamps: Object.keys(points).map(seconds),
  Values: Object.values(points),
});
const page = (results: readonly object[], more: object = {}): Answer => ({
  body: JSON.stringify({ MetricDataResults: results, Messages: [], ...more }),
});

const EIGHT = '2026-11-24T08:00:00Z';
const NINE = '2026-11-24T09:00:00Z';

describe('watch/activity', () => {
  const { answering, actions, requests } = awsOfEachTest();
  const read = async (...answers: readonly Answer[]) =>
    readActivity(await answering(...answers), 'the-function', now);

  it('asks for both metrics by the hour, over 14 days and up to the end of this hour', async () => {
    await read(page([result('invocations', {}), result('errors', {})]));
    expect(actions()).to.deep.equal(['cloudwatch:GetMetricData']);
    expect(requests().map(({ operation }) => operation)).to.deep.equal(['GetMetricData']);
    const query = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: [{ Name: 'FunctionName', Value: 'the-function' }],
        },
        Period: 3600,
        Stat: 'Sum',
      },
    });
    expect(JSON.parse(requests()[0]?.body ?? '')).to.deep.equal({
      StartTime: seconds('2026-11-10T10:00:00Z'),
      EndTime: seconds('2026-11-24T11:00:00Z'),
      MetricDataQueries: [query('invocations', 'Invocations'), query('errors', 'Errors')],
    });
  });

  it('puts the errors of an hour beside its invocations, whatever their order', async () => {
    const activity = await read(
      page([result('errors', { [EIGHT]: 1, [NINE]: 0 }), result('invocations', { [NINE]: 2, [EIGHT]: 3 })]),
    );
    expect(activity).to.have.deep.members([
      { start: new Date(EIGHT), invocations: 3, errors: 1 },
      { start: new Date(NINE), invocations: 2, errors: 0 },
    ]);
  });

  it('leaves errors out that CloudWatch does not have, and hours without an invocation', async () => {
    const activity = await read(
      page([result('invocations', { [EIGHT]: 1, [NINE]: 0 }), result('errors', { [NINE]: 4 })]),
    );
    expect(activity).to.deep.equal([{ start: new Date(EIGHT), invocations: 1, errors: undefined }]);
  });

  it('reads every page', async () => {
    const activity = await read(
      page([result('invocations', { [EIGHT]: 1 }, 'PartialData')], { NextToken: 'second' }),
      page([result('invocations', { [NINE]: 1 }), result('errors', { [EIGHT]: 0 }, 'PartialData')], {
        NextToken: 'third',
      }),
      page([result('errors', { [NINE]: 1 })]),
    );
    expect(activity).to.deep.equal([
      { start: new Date(EIGHT), invocations: 1, errors: 0 },
      { start: new Date(NINE), invocations: 1, errors: 1 },
    ]);
    const tokens = requests().map(({ body }) => JSON.parse(body).NextToken);
    expect(tokens).to.deep.equal([undefined, 'second', 'third']);
  });

  const both = [result('invocations', { [EIGHT]: 1 }), result('errors', { [EIGHT]: 0 })];
  const [invocations, errors] = both as [object, object];
  const refused: Record<string, [Answer, RegExp]> = {
    'no results': [{ body: '{}' }, /answer\.MetricDataResults: expected a value, got nothing/],
    'no errors': [page([invocations]), /expected all data points of Errors, got none/],
    'no invocations': [page([errors]), /expected all data points of Invocations, got none/],
    'partial data without another page': [
      page([result('invocations', {}, 'PartialData'), errors]),
      /expected all data points of Invocations, got PartialData/,
    ],
    'data that may not be read': [
      page([result('invocations', {}, 'Forbidden'), errors]),
      /StatusCode.*Forbidden/,
    ],
    'a result that was not asked for': [page([...both, result('throttles', {})]), /Id.*throttles/],
    'a message about the answer': [
      page(both, { Messages: [{ Code: 'MaxMetricsExceeded', Value: 'x' }] }),
      /Messages: expected no message about the answer/,
    ],
    'more times than values': [
      page([{ ...invocations, Values: [] }, errors]),
      /expected a value for each time, got 0 for 1/,
    ],
    'an hour twice': [
      page([invocations, invocations, errors]),
      /expected each hour once, got 2026-11-24T08:00:00.000Z again/,
    ],
    'a value that is not a number': [page([result('invocations', { [EIGHT]: '1' }), errors]), /Values\[0\]/],
    'half an invocation': [page([result('invocations', { [EIGHT]: 0.5 }), errors]), /a whole number/],
    'a negative value': [page([result('errors', { [EIGHT]: -1 }), invocations]), /0 or more/],
    'an empty token': [page(both, { NextToken: '' }), /NextToken: expected a token/],
  };
  for (const [name, [answer, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(read(answer));
      expect(error).to.be.instanceOf(AwsCallError);
      expect(error.message).to.match(message);
    });
  }

  it('refuses the same page again', async () => {
    const again = page([], { NextToken: 'again' });
    expect((await rejection(read(again, again))).message).to.equal('expected each page once, got one again');
  });
});
