import { type FakeClock, fakeClock } from "../../src/testing/index.ts";

/** Virtual time: a wall clock that can be set, and the time that has elapsed. */
export interface Timeline extends FakeClock {
  /** Returns the milliseconds since the start. Setting the wall clock does not change it. */
  elapsed(): number;
  /** The times at which the wall clock was set: elapsed milliseconds, and the new wall clock. */
  readonly steps: readonly { readonly at: number; readonly wall: number }[];
}

/** Creates a timeline. */
export function createTimeline(): Timeline {
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
