import { setTimeout } from 'node:timers/promises';
import {
  isClockSkewCorrectedError,
  isServerError,
  isThrottlingError,
  isTransientError,
} from '@smithy/core/retry';

type SdkError = Parameters<typeof isThrottlingError>[0];

/** Tests have one that jumps. */
interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** How fast one action is called. */
interface Pace {
  /** Calls a second; unlimited until AWS throttles. */
  rate: number;
  /** When the next call may start. */
  nextAt: number;
  /** Ends when the last call in the line may start. */
  lastTurn: Promise<void>;
  /** When the rate was cut. Calls that began before it tell nothing new. */
  cutAt: number;
  /** When the calls of the last second succeeded. */
  succeededAt: number[];
}

/** What one call has met so far. */
interface Trouble {
  failures: number;
  throttledSince: number | undefined;
}

/** A call is tried so often when the connection breaks or the service fails. */
const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
/** A call that AWS throttles for so long is given up. */
const MOST_THROTTLED_MS = 60_000;
const SECOND = 1_000;

const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted()),
};

/**
 * Makes the calls of one run at the speed that AWS allows. A throttled call is tried again until it succeeds, and slows
 * down all calls of its action; the speed grows again while AWS answers. The clients must not retry by themselves
 * (`NO_SDK_RETRIES`): the SDK's retries have a quota that a run over many accounts uses up.
 */
export class Pacer {
  readonly #own = new Map<string, Pace>();
  readonly #shared: Map<string, Pace>;
  readonly #clock: Clock;

  constructor(clock: Clock = REAL_CLOCK, shared = new Map<string, Pace>()) {
    this.#clock = clock;
    this.#shared = shared;
  }

  /** Paces the calls into one more account. Only its calls to STS and Organizations share limits with those of the others. */
  forAccount(): Pacer {
    return new Pacer(this.#clock, this.#shared);
  }

  /**
   * @param signal ends the wait for the next attempt, with its reason
   * @throws what the last attempt threw
   */
  async run<Answer>(action: string, attempt: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    const pace = this.#paceOf(action);
    const trouble: Trouble = { failures: 0, throttledSince: undefined };
    for (;;) {
      const startedAt = await this.#start(pace, signal);
      try {
        const answer = await attempt();
        this.#succeeded(pace);
        return answer;
      } catch (error) {
        await this.#recover(pace, trouble, startedAt, error as SdkError, signal);
        signal.throwIfAborted();
      }
    }
  }

  /** Slows down or waits for the next attempt; throws the error where no other attempt is made. */
  async #recover(pace: Pace, trouble: Trouble, startedAt: number, error: SdkError, signal: AbortSignal) {
    if (isThrottlingError(error)) {
      this.#throttled(pace, startedAt);
      trouble.throttledSince ??= startedAt;
      if (this.#clock.now() - trouble.throttledSince > MOST_THROTTLED_MS) throw error;
      return;
    }
    trouble.failures += 1;
    if (trouble.failures === MOST_ATTEMPTS || !isWorthRetrying(error)) throw error;
    await this.#clock.sleep(FIRST_PAUSE_MS * 2 ** trouble.failures * (0.5 + Math.random() / 2), signal);
  }

  #paceOf(action: string): Pace {
    const paces = /^(sts|organizations):/.test(action) ? this.#shared : this.#own;
    const pace = paces.get(action) ?? {
      rate: Number.POSITIVE_INFINITY,
      nextAt: 0,
      lastTurn: Promise.resolve(),
      cutAt: Number.NEGATIVE_INFINITY,
      succeededAt: [],
    };
    paces.set(action, pace);
    return pace;
  }

  /** Waits in the line. How long, is known only at its head, as the pace changes meanwhile. */
  async #start(pace: Pace, signal: AbortSignal): Promise<number> {
    const turn = pace.lastTurn.catch(() => {}).then(() => this.#takeTurn(pace, signal));
    pace.lastTurn = turn;
    await turn;
    return this.#clock.now();
  }

  async #takeTurn(pace: Pace, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, pace.nextAt);
    if (at > now) await this.#clock.sleep(at - now, signal);
    pace.nextAt = Math.max(at, pace.nextAt) + SECOND / pace.rate;
  }

  /** A tenth more, and one call a second at least, for each second in which AWS answers. */
  #succeeded(pace: Pace): void {
    const now = this.#clock.now();
    pace.succeededAt = [...pace.succeededAt.filter((at) => now - at < SECOND), now];
    pace.rate += Math.max(0.1, 1 / pace.rate);
  }

  /** A little less than what AWS has let through in the last second, where that is not little for another reason. */
  #throttled(pace: Pace, startedAt: number): void {
    if (startedAt < pace.cutAt) return;
    const now = this.#clock.now();
    const through = pace.succeededAt.filter((at) => now - at < SECOND).length;
    const isUnlimited = pace.rate === Number.POSITIVE_INFINITY;
    pace.rate = Math.max(1, 0.9 * through, isUnlimited ? 0 : 0.85 * pace.rate);
    pace.cutAt = now;
    pace.nextAt = Math.max(pace.nextAt, now + SECOND / pace.rate);
  }
}

function isWorthRetrying(error: SdkError): boolean {
  return isTransientError(error) || isServerError(error) || isClockSkewCorrectedError(error) === true;
}
