import timers from 'node:timers/promises';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

type SdkError = Parameters<typeof isThrottlingError>[0];

/** A call is tried so often when the connection breaks or the service fails. */
const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
/** A call that AWS throttles for so long is given up. */
const MOST_THROTTLED_MS = 60_000;
const SECOND = 1_000;

/**
 * Makes the calls of one run at the speed that AWS allows. A throttled call is tried again until it succeeds, and slows
 * down all calls of its action; the speed grows again while AWS answers. The clients must not retry by themselves
 * (`NO_SDK_RETRIES`): the SDK's retries have a quota that a run over many accounts uses up.
 */
export class Pacer {
  readonly #own = new Map<string, Pace>();
  readonly #shared: Map<string, Pace>;

  constructor(shared = new Map<string, Pace>()) {
    this.#shared = shared;
  }

  /** Paces the calls into one more account. Only its calls to STS and Organizations share limits with those of the others. */
  forAccount(): Pacer {
    return new Pacer(this.#shared);
  }

  /**
   * @param signal ends the wait for the next attempt, with its reason
   * @throws what the last attempt threw
   */
  async run<Answer>(action: string, attempt: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    const pace = this.#paceOf(action);
    let failures = 0;
    let throttledSince: number | undefined;
    for (;;) {
      const startedAt = await pace.start(signal);
      try {
        const answer = await attempt();
        pace.succeeded();
        return answer;
      } catch (thrown) {
        const error = thrown as SdkError;
        if (isThrottlingError(error)) {
          pace.throttled(startedAt);
          throttledSince ??= startedAt;
          if (performance.now() - throttledSince > MOST_THROTTLED_MS) throw error;
        } else {
          failures += 1;
          if (failures === MOST_ATTEMPTS || !(isTransientError(error) || isServerError(error))) throw error;
          await sleep(FIRST_PAUSE_MS * 2 ** failures * (0.5 + Math.random() / 2), signal);
        }
        signal.throwIfAborted();
      }
    }
  }

  #paceOf(action: string): Pace {
    const paces = /^(sts|organizations):/.test(action) ? this.#shared : this.#own;
    const pace = paces.get(action) ?? new Pace();
    paces.set(action, pace);
    return pace;
  }
}

/** How fast one action is called. Times are those of `performance.now()`. */
class Pace {
  /** Calls a second; unlimited until AWS throttles. */
  #rate = Number.POSITIVE_INFINITY;
  #nextAt = 0;
  /** Ends when the last call in the line may start. */
  #lastTurn = Promise.resolve();
  /** When the rate was cut. Calls that began before it tell nothing new. */
  #cutAt = Number.NEGATIVE_INFINITY;
  #succeededAt: number[] = [];

  /** Waits in the line. How long, is known only at its head, as the pace changes meanwhile. */
  async start(signal: AbortSignal): Promise<number> {
    const turn = this.#lastTurn.catch(() => {}).then(() => this.#takeTurn(signal));
    this.#lastTurn = turn;
    await turn;
    return performance.now();
  }

  async #takeTurn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    if (at > now) await sleep(at - now, signal);
    this.#nextAt = Math.max(at, this.#nextAt) + SECOND / this.#rate;
  }

  /** A tenth more, and one call a second at least, for each second in which AWS answers. */
  succeeded(): void {
    const now = performance.now();
    this.#succeededAt = [...this.#succeededAt.filter((at) => now - at < SECOND), now];
    this.#rate += Math.max(0.1, 1 / this.#rate);
  }

  /** A little less than what AWS has let through in the last second, where that is not little for another reason. */
  throttled(startedAt: number): void {
    if (startedAt < this.#cutAt) return;
    const now = performance.now();
    const through = this.#succeededAt.filter((at) => now - at < SECOND).length;
    const isUnlimited = this.#rate === Number.POSITIVE_INFINITY;
    this.#rate = Math.max(1, 0.9 * through, isUnlimited ? 0 : 0.85 * this.#rate);
    this.#cutAt = now;
    this.#nextAt = Math.max(this.#nextAt, now + SECOND / this.#rate);
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await timers.setTimeout(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
