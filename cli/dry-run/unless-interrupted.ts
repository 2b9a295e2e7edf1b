/** Settles as the promise does, or rejects with the signal's reason as soon as that is aborted. What is under way goes on. */
export function unlessInterrupted<Value>(running: Promise<Value>, interruption: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    interruption.addEventListener('abort', () => reject(interruption.reason));
    if (interruption.aborted) reject(interruption.reason);
    running.then(resolve, reject);
  });
}
