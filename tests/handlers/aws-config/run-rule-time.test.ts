import { expect } from 'chai';
import sinon from 'sinon';
import { rejection } from '../../rejection.ts';
import { lambdaContext } from './event.ts';
import {
  accepted,
  afterWork,
  assumed,
  elsewhere,
  event,
  failing,
  runsOfEachTest,
} from './run-rule-fixture.ts';

describe('handlers/aws-config/run-rule: time', () => {
  const { answering, aws, centrally, run } = runsOfEachTest();

  /** The timeouts of the client that the rule gets. */
  async function timeoutsIn(asked: object, remainingMs: number): Promise<object | undefined> {
    let timeouts: object | undefined;
    const rule = afterWork(async ({ clientConfig }) => {
      const handler = clientConfig.requestHandler as unknown as { configProvider: Promise<object> };
      timeouts = await handler.configProvider;
    });
    await run(rule, asked, lambdaContext(remainingMs));
    return timeouts;
  }

  it('ends a call that hangs one second before Lambda ends the function', async () => {
    await answering();
    const deadline = new AbortController();
    const timeout = sinon.stub(AbortSignal, 'timeout').returns(deadline.signal);
    const hanging = afterWork(({ call }) => {
      setImmediate(() => deadline.abort());
      return call('iam:X', () => new Promise(() => {}));
    });
    const error = await rejection(run(hanging, event(), lambdaContext(60_000)));
    expect(error.message).to.include('iam:X: no answer within the time that the function has.');
    expect(timeout.args).to.deep.equal([[59_000]]);
  });

  it('has a timeout of 0 if less than a second is left', async () => {
    await answering();
    const timeout = sinon.spy(AbortSignal, 'timeout');
    await rejection(run(failing(new Error('late')), event(), lambdaContext(10)));
    expect(timeout.args).to.deep.equal([[0]]);
  });

  it('lets no attempt take more than a ninth of the time', async () => {
    await answering(accepted);
    expect(await timeoutsIn(event(), 10_000)).to.include({
      connectionTimeout: 1000,
      requestTimeout: 1000,
      socketTimeout: 1000,
      throwOnRequestTimeout: true,
    });
  });

  it('lets no attempt take more than a twelfth of the time with a role to assume', async () => {
    await centrally(assumed, accepted);
    expect(await timeoutsIn(elsewhere(), 13_000)).to.include({ requestTimeout: 1000 });
  });

  it('tries a call three times, whatever the environment says', async () => {
    const busy = { status: 503, body: '{"__type":"ServiceUnavailable"}' };
    await answering(busy, busy, busy, accepted);
    process.env['AWS_MAX_ATTEMPTS'] = '5';
    process.env['AWS_RETRY_MODE'] = 'adaptive';
    expect((await rejection(run())).message).to.include('config:PutEvaluations: ServiceUnavailable');
    expect(aws().requests).to.have.length(3);
  });
});
