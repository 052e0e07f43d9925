import type { Wait } from "../../src/index.ts";
import { type FakeClock, fakeClock } from "../../src/testing/index.ts";

/** Virtual time with two readings: the wall clock, which operators step, and the time that really passes. */
export interface Timeline extends FakeClock {
  /** Milliseconds since the beginning; no step touches it. */
  elapsed(): number;
  /** When the wall clock was stepped, by {@link elapsed}, and what it read then. */
  readonly steps: readonly { readonly at: number; readonly wall: number }[];
  /** A timer of a flight, which dies with its owner. */
  readonly mortalWait: Wait;
  /** Silences every mortal timer that is set. */
  die(): void;
}

/** Starts a timeline at its beginning. */
export function timeline(): Timeline {
  const clock = fakeClock();
  const startsAt = clock.now();
  const steps: { at: number; wall: number }[] = [];
  let stepped = 0;
  let generation = 0;
  return {
    ...clock,
    elapsed: () => clock.now() - stepped - startsAt,
    steps,
    step(ms) {
      stepped += ms;
      clock.step(ms);
      steps.push({ at: clock.now() - stepped - startsAt, wall: clock.now() });
    },
    mortalWait(ms, signal) {
      const born = generation;
      return new Promise((resolve) => {
        void clock.wait(ms, signal).then(() => {
          if (born === generation) resolve();
        });
      });
    },
    die: () => void generation++,
  };
}
