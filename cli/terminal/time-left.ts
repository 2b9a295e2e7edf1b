/** A run that is shorter does not show its speed yet. */
const LEAST_ELAPSED_MS = 2_000;

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
