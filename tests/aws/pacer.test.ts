import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Pacer } from '../../aws/pacer.ts';
import { rejection } from '../rejection.ts';

const never = new AbortController().signal;
const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

/** A clock that jumps to the next moment at which something happens. */
class JumpingClock {
  #now = 0;
  readonly #sleepers: { at: number; wake: () => void }[] = [];

  now = () => this.#now;

  sleep = (milliseconds: number, signal: AbortSignal = never) =>
    new Promise<void>((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + milliseconds, wake: resolve });
      signal.addEventListener('abort', () => reject(signal.reason));
    });

  async until<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    for (;;) {
      await nextTurn();
      if (isDone) return done;
      this.#sleepers.sort((one, other) => one.at - other.at);
      const next = this.#sleepers.shift();
      if (next === undefined) continue;
      this.#now = next.at;
      next.wake();
    }
  }
}

describe('aws/pacer', () => {
  let clock: JumpingClock;
  let pacer: Pacer;
  beforeEach(() => {
    clock = new JumpingClock();
    pacer = new Pacer(clock);
  });

  /** Answers after 60 ms; throttles what is above so many calls a second. */
  function limited(perSecond: number) {
    let tokens = perSecond;
    let filledAt = 0;
    return async () => {
      await clock.sleep(60);
      tokens = Math.min(perSecond, tokens + ((clock.now() - filledAt) / 1000) * perSecond);
      filledAt = clock.now();
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
    await clock.until(Promise.all(Array.from({ length: concurrency }, work)));
    return clock.now() / 1000;
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
    expect(await callAll('sts:AssumeRole', 400, 4, () => clock.sleep(60))).to.be.closeTo(6, 0.001);
  });

  it('slows down no other action, and no call into another account', async () => {
    const throttledOnce = () => {
      let calls = 0;
      return async () => {
        calls += 1;
        if (calls === 1) throw named('Throttling');
      };
    };
    await clock.until(pacer.run('iam:GetAccountSummary', throttledOnce(), never));
    await clock.until(pacer.run('sts:AssumeRole', throttledOnce(), never));
    const before = clock.now();
    const quick = async () => {};
    await clock.until(pacer.run('iam:ListVirtualMFADevices', quick, never));
    await clock.until(pacer.forAccount().run('iam:GetAccountSummary', quick, never));
    expect(clock.now()).to.equal(before);
    await clock.until(pacer.forAccount().run('sts:AssumeRole', quick, never));
    expect(clock.now()).to.be.greaterThan(before);
  });

  it('tries a broken connection or a failing service five times', async () => {
    for (const error of [
      named('Error', { code: 'ECONNRESET' }),
      named('X', { $metadata: { httpStatusCode: 503 } }),
    ]) {
      let attempts = 0;
      const work = pacer.run(
        'iam:X',
        async () => Promise.reject(Object.assign(error, { attempts: ++attempts })),
        never,
      );
      expect(await rejection(clock.until(work))).to.equal(error);
      expect(attempts).to.equal(5);
    }
  });

  it('returns an answer that comes after failures', async () => {
    let attempts = 0;
    const answer = await clock.until(
      pacer.run(
        'iam:X',
        async () => (++attempts < 3 ? Promise.reject(named('X', { code: 'EPIPE' })) : 'answer'),
        never,
      ),
    );
    expect(answer).to.equal('answer');
  });

  it('does not repeat a call that would fail again', async () => {
    let attempts = 0;
    const work = pacer.run(
      'iam:X',
      async () => Promise.reject(named('AccessDenied', { attempts: ++attempts })),
      never,
    );
    expect((await rejection(clock.until(work))).message).to.equal('AccessDenied');
    expect(attempts).to.equal(1);
  });

  it('gives up a call that AWS throttles for more than a minute', async () => {
    const work = pacer.run('iam:X', async () => Promise.reject(named('Throttling')), never);
    expect((await rejection(clock.until(work))).message).to.equal('Throttling');
    expect(clock.now()).to.be.within(60_000, 63_000);
  });

  it('ends with the deadline, while it waits and while it calls', async () => {
    const waiting = new AbortController();
    const throttled = pacer.run('iam:X', async () => Promise.reject(named('Throttling')), waiting.signal);
    await nextTurn();
    waiting.abort(new Error('over'));
    expect((await rejection(throttled)).message).to.equal('over');
    const calling = new AbortController();
    const failing = async () => {
      calling.abort(new Error('over'));
      throw named('Throttling');
    };
    expect((await rejection(pacer.run('iam:Y', failing, calling.signal))).message).to.equal('over');
    const denied = async () => Promise.reject(named('AccessDenied'));
    expect((await rejection(pacer.run('iam:Z', denied, calling.signal))).message).to.equal('AccessDenied');
  });

  it('waits in real time where no clock is given', async () => {
    const waiting = new AbortController();
    const throttled = new Pacer().run(
      'iam:X',
      async () => Promise.reject(named('Throttling')),
      waiting.signal,
    );
    await nextTurn();
    waiting.abort();
    expect((await rejection(throttled)).name).to.equal('AbortError');
  });
});
