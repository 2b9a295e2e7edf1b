import sinon, { type SinonFakeTimers } from 'sinon';

/** Far more than work takes that does not begin again and again. */
const MOST_ROUNDS = 1_000;

/**
 * A clock that moves only when it is told to: an hour passes in no time, and always in the same order. The global
 * `setTimeout`, by which the library for state machines waits, goes by the newest clock until `sinon.restore()`.
 */
export class VirtualClock {
  readonly #timers: SinonFakeTimers;
  readonly #realWork = new Set<Promise<unknown>>();

  /** @param start in milliseconds since 1970 */
  constructor(start: number) {
    sinon.restore();
    this.#timers = sinon.useFakeTimers({
      now: start,
      toFake: ['setTimeout', 'clearTimeout'],
      // Those of requests that began before.
      shouldClearNativeTimers: true,
    });
  }

  /** Milliseconds since 1970. */
  readonly now = (): number => this.#timers.now;

  /** Runs something that takes real time, such as a request: meanwhile this clock stands still. */
  real<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = work();
    const settled = result.catch(() => {}).finally(() => this.#realWork.delete(settled));
    this.#realWork.add(settled);
    return result;
  }

  /** Lets time pass, with all that falls due in it. */
  async advance(milliseconds: number): Promise<void> {
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    }, milliseconds);
    for (await this.#settle(); !isOver; await this.#settle()) this.#timers.next();
  }

  /** Lets time pass until nothing is due any more. */
  async advanceToEnd(): Promise<void> {
    for (await this.#settle(); this.#timers.countTimers() > 0; await this.#settle()) this.#timers.next();
  }

  /** Waits until everything that runs waits for this clock. */
  async #settle(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await Promise.all(this.#realWork);
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#realWork.size === 0) return;
    }
    throw new Error('Expected that everything waits in the end, got work without an end');
  }
}
