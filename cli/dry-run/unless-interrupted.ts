/** Settles as the promise does, or rejects with the signal's reason as soon as that is aborted. What is under way goes on. */
export async function unlessInterrupted<Value>(
  running: Promise<Value>,
  interruption: AbortSignal,
): Promise<Value> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(interruption.reason);
  if (interruption.aborted) onAbort();
  interruption.addEventListener('abort', onAbort);
  try {
    return await Promise.race([running, interrupted]);
  } finally {
    interruption.removeEventListener('abort', onAbort);
  }
}
