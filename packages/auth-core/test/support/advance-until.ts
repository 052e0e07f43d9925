import type { FakeClock } from "../../src/testing/index.ts";

/** Advances virtual time in steps of `stepMs` until the promise settles. */
export async function advanceUntil<T>(clock: FakeClock, promise: Promise<T>, stepMs: number): Promise<T> {
  let settled = false;
  const end = () => {
    settled = true;
  };
  promise.then(end, end);
  while (!settled) await clock.advance(stepMs);
  return promise;
}
