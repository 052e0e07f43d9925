import { type FakeClock, fakeClock } from "../../src/testing/index.ts";

/** Virtual time with two readings: the wall clock, which operators step, and the time that really passes. */
export interface Timeline extends FakeClock {
  /** Milliseconds since the beginning; no step touches it. */
  elapsed(): number;
  /** When the wall clock was stepped, by {@link elapsed}, and what it read then. */
  readonly steps: readonly { readonly at: number; readonly wall: number }[];
}

/** Starts a timeline at its beginning. */
export function timeline(): Timeline {
  const clock = fakeClock();
  const startsAt = clock.now();
  const steps: { at: number; wall: number }[] = [];
  let stepped = 0;
  const elapsed = () => clock.now() - stepped - startsAt;
  return {
    ...clock,
    elapsed,
    steps,
    step(ms) {
      stepped += ms;
      clock.step(ms);
      steps.push({ at: elapsed(), wall: clock.now() });
    },
  };
}
