import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { FunctionError, type LambdaProcess } from '../../../embedded-aws/lambda/lambda-process.ts';
import { rejection } from '../../rejection.ts';
import { functionOfEachTest } from './example-function.ts';

describe('embedded-aws/lambda/lambda-process', () => {
  const { lambdaWith } = functionOfEachTest();

  afterEach(() => sinon.restore());

  /**
   * Lets the time of a call pass once the function says that it is running.
   *
   * @returns how the call ends; whether it was still under way a millisecond before
   */
  async function timedOut(lambda: LambdaProcess, seconds: number, event: object = {}) {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let isOver = false;
    const failure = rejection(lambda.invoke(event, {})).finally(() => {
      isOver = true;
    });
    while (!lambda.log.includes('running') && !isOver) await nextTurn();
    await clock.tickAsync(seconds * 1000 - 1);
    const wasUnderWay = !isOver;
    await clock.tickAsync(1);
    clock.restore();
    return { error: await failure, wasUnderWay };
  }

  for (const [name, code] of [
    ['waits for ever', 'await new Promise(() => {});'],
    ['is busy for ever', 'for (;;);'],
  ]) {
    it(`stops a function that ${name} when its time is up`, async () => {
      const source = `exports.handler = async () => { process.stdout.write('running'); ${code} };`;
      const { error, wasUnderWay } = await timedOut(await lambdaWith(source, { timeoutSeconds: 30 }), 30);
      expect(wasUnderWay).to.equal(true);
      expect(error).to.be.instanceOf(FunctionError);
      const message = 'Task timed out after 30.00 seconds';
      expect(error).to.include({ errorType: 'Sandbox.Timedout', message });
    });
  }

  describe('process', () => {
    const counter = `
      let count = 0;
      exports.handler = async (event) => {
        count += 1;
        if (event.pid) return process.pid;
        if (event.exit) process.exit(0);
        if (event.hang) process.stdout.write('running');
        if (event.hang) await new Promise(() => {});
        return count;
      };`;

    const endings: Record<string, (counting: LambdaProcess) => Promise<unknown>> = {
      'an exit': (counting) => rejection(counting.invoke({ exit: true }, {})),
      'a timeout': (counting) => timedOut(counting, 20, { hang: true }),
      stop: (counting) => counting.stop(),
    };
    for (const [name, end] of Object.entries(endings)) {
      it(`is kept from call to call, and begins anew after ${name}`, async () => {
        const counting = await lambdaWith(counter, { timeoutSeconds: 20 });
        expect(await counting.invoke({}, {})).to.equal(1);
        expect(await counting.invoke({}, {})).to.equal(2);
        await end(counting);
        expect(await counting.invoke({}, {})).to.equal(1);
      });
    }

    it('is gone after stop, which may come before the first call, and twice', async () => {
      const counting = await lambdaWith(counter);
      await counting.stop();
      const pid = (await counting.invoke({ pid: true }, {})) as number;
      await counting.stop();
      expect(() => process.kill(pid, 0)).to.throw('ESRCH');
      await counting.stop();
    });
  });
});
