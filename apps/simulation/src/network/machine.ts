import type { Wait } from "@wakapay/auth-core";
import type { Timer, VirtualTime } from "../time/virtual-time.ts";

/** A computer, or an isolate: it has its own clock, and can be suspended and killed. */
export interface Machine {
  readonly name: string;
  /** Returns the time by this machine's clock, in epoch milliseconds. */
  now(): number;
  /** A timer of this machine. */
  readonly wait: Wait;
  /** Calls `fire` after `ms`. If the machine is suspended then, when it wakes up. */
  after(ms: number, fire: () => void): Timer;
  isAlive(): boolean;
  /** Suspends the machine. */
  freeze(ms: number): void;
  /** Ends the machine. Nothing runs on it any more. */
  kill(): void;
  /** Sets the clock forward or back. */
  step(ms: number): void;
  /** Returns the result of `work` as it would be if it ran `ms` later. */
  later<T>(ms: number, work: () => T): T;
  /** Returns for how long the machine was suspended since `from`, in milliseconds. */
  frozenMsSince(from: number): number;
}

/** Creates a machine whose clock differs from the true time by `offsetMs`. */
export function createMachine(time: VirtualTime, name: string, offsetMs = 0): Machine {
  let offset = offsetMs;
  let isAlive = true;
  let frozenUntil = 0;
  const freezes: { readonly from: number; readonly until: number }[] = [];

  function after(ms: number, fire: () => void): Timer {
    let timer = time.at(time.now() + Math.max(0, ms), tryToFire);
    function tryToFire(): void {
      if (!isAlive) return;
      if (frozenUntil > time.now()) timer = time.at(frozenUntil, tryToFire);
      else fire();
    }
    return { cancel: () => timer.cancel() };
  }

  return {
    name,
    now: () => time.now() + offset,
    after,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          timer.cancel();
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const timer = after(ms, done);
        signal?.addEventListener("abort", done, { once: true });
      }),
    isAlive: () => isAlive,
    freeze(ms) {
      const until = Math.max(frozenUntil, time.now() + ms);
      freezes.push({ from: Math.max(frozenUntil, time.now()), until });
      frozenUntil = until;
    },
    kill() {
      isAlive = false;
    },
    step(ms) {
      offset += ms;
    },
    later(ms, work) {
      offset += ms;
      try {
        return work();
      } finally {
        offset -= ms;
      }
    },
    frozenMsSince: (from) =>
      freezes.reduce(
        (sum, freeze) => sum + Math.max(0, Math.min(freeze.until, time.now()) - Math.max(freeze.from, from)),
        0,
      ),
  };
}
