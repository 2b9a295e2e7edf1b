/** @returns gives the whole milliseconds since now, whenever it is called */
export function startStopwatch(): () => number {
  const startedAt = performance.now();
  return () => Math.round(performance.now() - startedAt);
}
