import { constants } from 'node:os';

/** The reason why a command stops before its end. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** 128 and the signal's number, as a shell reports it. */
  readonly status: number;

  constructor(signal: Signal) {
    super('Interrupted.');
    this.status = 128 + constants.signals[signal];
  }
}

type Signal = 'SIGINT' | 'SIGTERM';

/** npm passes Ctrl+C on, which the terminal has already sent: two signals that come together are one. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Ends the process on Ctrl+C and SIGTERM, at once or, where a command has asked to finish what it has begun, on the second
 * signal.
 */
export function abortOnSignal() {
  const controller = new AbortController();
  let isAwaited = false;
  let abortedAt = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const interrupted = new Interrupted(name);
      if (!isAwaited || performance.now() - abortedAt > SAME_SIGNAL_MS) process.exit(interrupted.status);
      abortedAt = Math.min(abortedAt, performance.now());
      controller.abort(interrupted);
    });
  }
  const start = () => {
    isAwaited = true;
    return controller.signal;
  };
  return { signal: controller.signal, start };
}
