import { Presets, SingleBar } from 'cli-progress';

/** A run that is shorter does not show its speed yet. */
const LEAST_ELAPSED_MS = 2_000;

/** Shows the current step on a terminal, and nothing anywhere else. */
export class Progress {
  #bar: SingleBar | undefined;
  #startedAt = 0;
  #done = 0;
  #isTotalKnown = true;

  /** @param total the number of steps; 0 where it is not known */
  show(what: string, total = 0): void {
    this.stop();
    const format = total === 0 ? `${what} …` : `${what} {bar} {value}/{total} {left}`;
    this.#bar = new SingleBar(
      { format, barsize: 20, clearOnComplete: true, hideCursor: true, stream: process.stderr },
      Presets.shades_classic,
    );
    this.#startedAt = performance.now();
    this.#done = 0;
    this.#isTotalKnown = true;
    this.#bar.start(total, 0, { left: '' });
  }

  /** Sets a total that can grow further. The time left is not shown before `totalIsKnown`. */
  grow(what: string, total: number): void {
    if (this.#bar === undefined || this.#bar.getTotal() === 0) this.show(what, total);
    else this.#bar.setTotal(total);
    this.#isTotalKnown = false;
  }

  totalIsKnown(): void {
    this.#isTotalKnown = true;
  }

  increment(): void {
    const bar = this.#bar;
    if (bar === undefined) return;
    this.#done += 1;
    const elapsedMs = performance.now() - this.#startedAt;
    bar.increment(1, { left: this.#isTotalKnown ? timeLeft(elapsedMs, this.#done, bar.getTotal()) : '' });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

/**
 * How long a run still takes at the speed that it has had so far, in words: `about 2 minutes left`.
 *
 * @returns an empty text while that cannot be known
 */
export function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done === 0 || done >= total || elapsedMs < LEAST_ELAPSED_MS) return '';
  const seconds = Math.ceil((elapsedMs / done) * (total - done)) / 1000;
  if (seconds <= 10) return 'a few seconds left';
  if (seconds < 60) return `about ${10 * Math.ceil(seconds / 10)} seconds left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'about 1 minute left' : `about ${minutes} minutes left`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
