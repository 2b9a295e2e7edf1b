import type { TimerOptions } from 'node:timers';
import timers from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { Pacer } from '../../aws/pacer.ts';
import { rejection } from '../rejection.ts';

const never = new AbortController().signal;
const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

describe('aws/pacer', () => {
  let pacer: Pacer;
  let now: number;
  let sleepers: { readonly at: number; readonly wake: () => void }[];

  const sleep = (milliseconds = 0, _?: unknown, options?: TimerOptions) =>
    new Promise<never>((resolve, reject) => {
      sleepers.push({ at: now + milliseconds, wake: resolve as () => void });
      options?.signal?.addEventListener('abort', reject);
    });

  /** Lets the time jump, always to the next moment at which something happens, until the work is done. */
  async function until<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    for (;;) {
      await timers.setImmediate();
      if (isDone) return done;
      sleepers.sort((one, other) => one.at - other.at);
      const next = sleepers.shift();
      if (next === undefined) continue;
      now = next.at;
      next.wake();
    }
  }
  const run = (action: string, attempt: () => Promise<unknown>, by = pacer) =>
    until(by.run(action, attempt, never));

  beforeEach(() => {
    pacer = new Pacer();
    now = 0;
    sleepers = [];
    sinon.stub(performance, 'now').callsFake(() => now);
    sinon.stub(timers, 'setTimeout').callsFake(sleep);
  });
  afterEach(() => sinon.restore());

  /** Answers after 60 ms; throttles what is above so many calls a second. */
  function limited(perSecond: number) {
    let tokens = perSecond;
    let filledAt = 0;
    return async () => {
      await sleep(60);
      tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens < 1) throw named('Throttling');
      tokens -= 1;
    };
  }

  /** Makes calls, so many at a time, each by the pacer of an account of its own. */
  async function callAll(action: string, calls: number, concurrency: number, attempt: () => Promise<void>) {
    let left = calls;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await pacer.forAccount().run(action, attempt, never);
      }
    };
    await until(Promise.all(Array.from({ length: concurrency }, work)));
    return now / 1000;
  }

  const limits: [calls: number, perSecond: number, concurrency: number][] = [
    [357, 10, 20],
    [907, 20, 40],
    [1_000, 100, 40],
    [100, 2, 20],
  ];
  for (const [calls, perSecond, concurrency] of limits) {
    it(`makes ${calls} calls at ${perSecond} a second, ${concurrency} at a time, within 1.3 times the limit`, async () => {
      const seconds = await callAll('sts:AssumeRoot', calls, concurrency, limited(perSecond));
      expect(seconds / (calls / perSecond)).to.be.within(0.8, 1.3);
    });
  }

  it('slows down the calls in the line, too: AWS refuses few of them', async () => {
    const attempt = limited(10);
    let attempts = 0;
    await callAll('sts:AssumeRoot', 357, 40, () => {
      attempts += 1;
      return attempt();
    });
    expect(attempts / 357).to.be.lessThan(1.2);
  });

  it('does not wait where AWS does not throttle', async () => {
    expect(await callAll('sts:AssumeRole', 400, 4, () => sleep(60))).to.be.closeTo(6, 0.001);
  });

  const quick = async () => {};
  const throttledOnce = () => sinon.stub().onFirstCall().rejects(named('Throttling')).resolves();

  for (const [secondsAgo, waits] of [
    [0.5, 1000 / 18],
    [2, 1000],
  ] as const) {
    it(`waits ${Math.round(waits)} ms if AWS throttles after 20 calls ${secondsAgo} s ago`, async () => {
      now = 5_000;
      for (let call = 0; call < 20; call += 1) await run('iam:X', quick);
      now += secondsAgo * 1000;
      const before = now;
      await run('iam:X', throttledOnce());
      expect(now - before).to.be.closeTo(waits, 0.001);
    });
  }

  it('slows down no other action, and no call into another account', async () => {
    await run('iam:GetAccountSummary', throttledOnce());
    await run('sts:AssumeRole', throttledOnce());
    const before = now;
    await run('iam:ListVirtualMFADevices', quick);
    await run('iam:GetAccountSummary', quick, pacer.forAccount());
    expect(now).to.equal(before);
    await run('sts:AssumeRole', quick, pacer.forAccount());
    expect(now).to.be.greaterThan(before);
  });

  const failures: Record<string, [error: Error, attempts: number]> = {
    'a broken connection': [named('Error', { code: 'ECONNRESET' }), 5],
    'a service that is not available': [named('X', { $metadata: { httpStatusCode: 503 } }), 5],
    'another failure of the service': [named('X', { $metadata: { httpStatusCode: 505 } }), 5],
    'a clock that the SDK has just corrected': [named('X', { $metadata: { clockSkewCorrected: true } }), 5],
    'a call that would fail again': [named('AccessDenied'), 1],
  };
  for (const [name, [error, attempts]] of Object.entries(failures)) {
    it(`tries ${attempts} times: ${name}`, async () => {
      const attempt = sinon.stub().rejects(error);
      expect(await rejection(run('iam:X', attempt))).to.equal(error);
      expect(attempt.callCount).to.equal(attempts);
    });
  }

  it('waits twice as long after each failure', async () => {
    sinon.stub(Math, 'random').returns(0.5);
    const startedAt: number[] = [];
    const failing = async () => {
      startedAt.push(now);
      throw named('X', { code: 'EPIPE' });
    };
    await rejection(run('iam:X', failing));
    expect(startedAt).to.deep.equal([0, 150, 450, 1_050, 2_250]);
  });

  it('returns an answer that comes after failures', async () => {
    const broken = named('X', { code: 'EPIPE' });
    const attempt = sinon.stub().rejects(broken).onThirdCall().resolves('answer');
    expect(await run('iam:X', attempt)).to.equal('answer');
  });

  it('gives up a call that AWS throttles for more than a minute', async () => {
    const throttling = named('Throttling');
    expect(await rejection(run('iam:X', sinon.stub().rejects(throttling)))).to.equal(throttling);
    expect(now).to.be.within(60_000, 63_000);
  });

  it('ends with the deadline, while it calls', async () => {
    const deadline = new AbortController();
    const failing = (error: Error) => async () => {
      deadline.abort(new Error('over'));
      throw error;
    };
    const throttled = pacer.run('iam:X', failing(named('Throttling')), deadline.signal);
    expect((await rejection(throttled)).message).to.equal('over');
    const denied = pacer.run('iam:Y', failing(named('AccessDenied')), deadline.signal);
    expect((await rejection(denied)).message).to.equal('AccessDenied');
  });

  it('ends with the deadline, while it waits in real time', async () => {
    sinon.restore();
    const deadline = new AbortController();
    const waiting = pacer.run('iam:X', sinon.stub().rejects(named('Throttling')), deadline.signal);
    await timers.setImmediate();
    deadline.abort(new Error('over'));
    expect((await rejection(waiting)).message).to.equal('over');
  });
});
