import type { FakeClock } from "../../src/testing/index.ts";
import { wait } from "../../src/time/wait.ts";

/**
 * Advances virtual time until the work settles. Advances slowly, because cryptography takes real
 * time.
 */
export async function paced<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  while (!done) {
    await wait(1);
    await clock.advance(2);
  }
  return work;
}
