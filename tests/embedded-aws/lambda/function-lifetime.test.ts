import { expect } from 'chai';
import { FunctionError } from '../../../embedded-aws/lambda/function-process.ts';
import { rejection } from '../../rejection.ts';
import { functionOfEachTest } from './example-function.ts';

describe('embedded-aws/lambda/function-process', () => {
  const { lambdaWith } = functionOfEachTest();

  const neverReady: Record<string, string> = {
    'waits for ever': 'exports.handler = () => new Promise(() => {});',
    'is busy for ever': 'exports.handler = async () => { for (;;); };',
  };
  for (const [name, source] of Object.entries(neverReady)) {
    it(`stops a function that ${name} when its time is up`, async () => {
      const slow = await lambdaWith(source, { timeoutSeconds: 1 });
      const startedAt = performance.now();
      const error = await rejection(slow.invoke({}, {}));
      expect(error).to.be.instanceOf(FunctionError);
      expect(error).to.include({
        errorType: 'Sandbox.Timedout',
        message: 'Task timed out after 1.00 seconds',
      });
      expect(performance.now() - startedAt).to.be.within(990, 10_000);
    });
  }

  describe('process', () => {
    const counter = `
      let count = 0;
      exports.handler = async (event) => {
        count += 1;
        if (event.exit) process.exit(0);
        if (event.hang) await new Promise(() => {});
        return count;
      };`;

    it('is kept from call to call', async () => {
      const counting = await lambdaWith(counter);
      expect(await counting.invoke({}, {})).to.equal(1);
      expect(await counting.invoke({}, {})).to.equal(2);
    });

    const endings: Record<string, object> = { 'an exit': { exit: true }, 'a timeout': { hang: true } };
    for (const [name, event] of Object.entries(endings)) {
      it(`begins anew after ${name}`, async () => {
        const counting = await lambdaWith(counter, { timeoutSeconds: 2 });
        expect(await counting.invoke({}, {})).to.equal(1);
        await rejection(counting.invoke(event, {}));
        expect(await counting.invoke({}, {})).to.equal(1);
      });
    }

    it('begins anew after stop', async () => {
      const counting = await lambdaWith(counter);
      await counting.invoke({}, {});
      await counting.stop();
      expect(await counting.invoke({}, {})).to.equal(1);
    });

    it('is gone after stop', async () => {
      const running = await lambdaWith('exports.handler = async () => process.pid;');
      const pid = (await running.invoke({}, {})) as number;
      await running.stop();
      expect(() => process.kill(pid, 0)).to.throw('ESRCH');
    });

    it('may be stopped before it began, and twice', async () => {
      const idle = await lambdaWith(counter);
      await idle.stop();
      await idle.invoke({}, {});
      await idle.stop();
      await idle.stop();
      expect(await idle.invoke({}, {})).to.equal(1);
    });
  });
});
