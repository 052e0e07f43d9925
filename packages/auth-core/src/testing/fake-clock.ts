import type { Wait } from "../wait.ts";

/** Virtual time: pass `now` and `wait` to any layer, and move it by hand. */
export interface FakeClock {
  /** Epoch milliseconds. */
  now(): number;
  /** A timer on this clock. */
  readonly wait: Wait;
  /** Moves time on, firing each timer at its moment and letting all that follows from it happen. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock off by `ms`, forth or back, as an operator or NTP would: timers do not notice. */
  step(ms: number): void;
  /** Lets everything happen that needs no time to pass. */
  settle(): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly fire: () => void;
}

/** Makes a clock that reads `startsAt` (epoch ms) and stands still until it is told to move. */
export function fakeClock(startsAt = 1_800_000_000_000): FakeClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let offset = startsAt;

  const wait: Wait = (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer: Timer = {
        dueAt: elapsed + Math.max(0, ms),
        fire() {
          timers.delete(timer);
          signal?.removeEventListener("abort", timer.fire);
          resolve();
        },
      };
      timers.add(timer);
      signal?.addEventListener("abort", timer.fire, { once: true });
    });

  /** A message is a task of its own: when it arrives, every microtask before it has run. */
  function settle(): Promise<void> {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const arrived = () => {
        port1.close();
        resolve();
      };
      port1.addEventListener("message", arrived, { once: true });
      port1.start();
      port2.postMessage(undefined);
    });
  }

  async function advance(ms: number): Promise<void> {
    const until = elapsed + ms;
    await settle();
    for (;;) {
      const next = [...timers].sort((one, other) => one.dueAt - other.dueAt)[0];
      if (next === undefined || next.dueAt > until) break;
      elapsed = Math.max(elapsed, next.dueAt);
      next.fire();
      await settle();
    }
    elapsed = until;
  }

  return {
    now: () => offset + elapsed,
    wait,
    advance,
    settle,
    step(ms) {
      offset += ms;
    },
  };
}
