/** The clock of a sandbox. */
export interface Clock {
  /** Returns the current time in epoch milliseconds, including the time that was skipped. */
  now(): number;
  /** Returns the time without what was skipped, to measure how long something takes. */
  unskewed(): number;
  /** Returns how far the clock was advanced, in seconds. */
  advancedSeconds(): number;
  /** Moves the clock forward. */
  advance(seconds: number): void;
  /** Sets how far the clock is ahead, in seconds. */
  reset(advancedSeconds: number): void;
}

/** Creates a clock that runs with `now`. */
export function createClock(now: () => number): Clock {
  let advancedSeconds = 0;
  return {
    now: () => now() + advancedSeconds * 1000,
    unskewed: now,
    advancedSeconds: () => advancedSeconds,
    advance(seconds) {
      advancedSeconds += seconds;
    },
    reset(seconds) {
      advancedSeconds = seconds;
    },
  };
}
