/** Calls `fire` after `ms` milliseconds. Returns a function that prevents the call. */
export type StartTimer = (fire: () => void, ms: number) => () => void;

/**
 * Returns the result of `work`. After `ms` milliseconds, rejects with `onTimeout()`; the work
 * continues. `startTimer` defaults to the platform's timer.
 */
export function withTimeout<T>(
  work: Promise<T>,
  ms: number,
  onTimeout: () => Error,
  startTimer: StartTimer = platformTimer,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopTimer = startTimer(() => reject(onTimeout()), ms);
    work.then(resolve, reject).finally(stopTimer);
  });
}

function platformTimer(fire: () => void, ms: number): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}
