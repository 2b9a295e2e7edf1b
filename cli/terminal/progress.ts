import { Presets, SingleBar } from 'cli-progress';
import { timeLeft } from './time-left.ts';

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
      {
        format,
        barsize: 20,
        clearOnComplete: true,
        hideCursor: true,
        stream: process.stderr,
      },
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
