import { AsyncLocalStorage } from 'node:async_hooks';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

const clocks = new AsyncLocalStorage<VirtualClock | undefined>();
let isInstalled = false;

/** A clock that moves only when it is told to: an hour passes in no time, and always in the same order. */
export class VirtualClock {
  #now: number;
  readonly #timers: Timer[] = [];
  readonly #realWork = new Set<Promise<unknown>>();

  /** @param start in milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since 1970. */
  readonly now = (): number => this.#now;

  /** Runs something whose `setTimeout` means this clock; what it does outside of itself goes through {@link real}. */
  run<Result>(work: () => Result): Result {
    installOnce();
    return clocks.run(this, work);
  }

  /** Runs something that takes real time, such as a request: meanwhile this clock stands still. */
  real<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = clocks.run(undefined, work);
    const settled = result.catch(() => {}).finally(() => this.#realWork.delete(settled));
    this.#realWork.add(settled);
    return result;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.schedule(resolve, milliseconds));
  }

  schedule(wake: () => void, milliseconds = 0): Timer {
    const timer = { at: this.#now + milliseconds, wake: AsyncLocalStorage.bind(wake) };
    this.#timers.push(timer);
    return timer;
  }

  cancel(timer: unknown): void {
    const position = this.#timers.indexOf(timer as Timer);
    if (position >= 0) this.#timers.splice(position, 1);
  }

  /** Lets time pass, with all that falls due in it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await this.#settle();
      const next = this.#takeNext(end);
      if (next === undefined) break;
      this.#now = next.at;
      next.wake();
    }
    this.#now = end;
  }

  /** Lets time pass until nothing is due any more. */
  async advanceToEnd(): Promise<void> {
    for (;;) {
      await this.#settle();
      const next = this.#takeNext(Number.POSITIVE_INFINITY);
      if (next === undefined) return;
      this.#now = next.at;
      next.wake();
    }
  }

  /** Waits until everything that runs waits for this clock. */
  async #settle(): Promise<void> {
    do {
      await Promise.all(this.#realWork);
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#realWork.size > 0);
  }

  #takeNext(end: number): Timer | undefined {
    const due = this.#timers.filter(({ at }) => at <= end);
    if (due.length === 0) return undefined;
    const next = due.reduce((first, timer) => (timer.at < first.at ? timer : first));
    this.#timers.splice(this.#timers.indexOf(next), 1);
    return next;
  }
}

/** The library for state machines has no clock of its own to give it: it calls the global functions. */
function installOnce(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const setOnClock = (...timer: [wake: () => void, milliseconds?: number]) => {
    const clock = clocks.getStore();
    return clock === undefined ? set(...timer) : clock.schedule(...timer);
  };
  // Keeps the properties that Node sets, such as `util.promisify.custom`.
  Object.defineProperties(setOnClock, Object.getOwnPropertyDescriptors(set));
  globalThis.setTimeout = setOnClock as typeof globalThis.setTimeout;
  globalThis.clearTimeout = (timer) => {
    const clock = clocks.getStore();
    if (clock === undefined) clear(timer);
    else clock.cancel(timer);
  };
}
