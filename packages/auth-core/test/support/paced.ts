import type { FakeClock } from "../../src/testing/index.ts";
import { wait } from "../../src/time/wait.ts";

/** Lets virtual time pass no faster than cryptography, which takes real time, can keep up with, until the work is done. */
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
