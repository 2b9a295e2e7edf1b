import { SingleBar } from 'cli-progress';

/** What is going on, on a terminal; nothing anywhere else. */
export class Progress {
  #bar: SingleBar | undefined;

  /** @param total how many steps there are, where that is known */
  show(what: string, total = 0): void {
    this.stop();
    const format = total === 0 ? `${what} …` : `${what} {bar} {value}/{total} ({eta_formatted} to go)`;
    this.#bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true, stream: process.stderr });
    this.#bar.start(total, 0);
  }

  /** Shows steps of which more become known as they are taken. */
  grow(what: string, total: number): void {
    if (this.#bar === undefined || this.#bar.getTotal() === 0) this.show(what, total);
    else this.#bar.setTotal(total);
  }

  increment(): void {
    this.#bar?.increment();
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
