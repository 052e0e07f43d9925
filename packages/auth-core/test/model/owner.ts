import type { Wait } from "../../src/index.ts";

/** Who owns a process's flight: a Worker's request, say, whose timers end with it. */
export interface Owner {
  readonly wait: Wait;
  /** Silences every timer that is set; those that are set later live. */
  die(): void;
}

/** Makes the owner of one process's flights, of which there is one at a time. */
export function owner(wait: Wait): Owner {
  let generation = 0;
  return {
    wait(ms, signal) {
      const born = generation;
      return new Promise((resolve) => {
        void wait(ms, signal).then(() => {
          if (born === generation) resolve();
        });
      });
    },
    die: () => void generation++,
  };
}
