import type { Wait } from "../../src/index.ts";

/** The owner of a flight, for example a Worker's request, whose timers end with it. */
export interface Owner {
  readonly wait: Wait;
  /** Stops every timer that is set. Later timers work. */
  end(): void;
}

/** Creates the owner of a process's flights. At most one flight runs at a time. */
export function createOwner(wait: Wait): Owner {
  let generation = 0;
  return {
    wait(ms, signal) {
      const own = generation;
      return new Promise((resolve) => {
        void wait(ms, signal).then(() => {
          if (own === generation) resolve();
        });
      });
    },
    end: () => void generation++,
  };
}
