import type { Wait } from "../time/wait.ts";

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

  function nextUntil(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueAt <= until && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }

  async function advance(ms: number): Promise<void> {
    const until = elapsed + ms;
    const tasks = taskQueue();
    await tasks.next();
    for (let timer = nextUntil(until); timer !== undefined; timer = nextUntil(until)) {
      elapsed = Math.max(elapsed, timer.dueAt);
      timer.fire();
      await tasks.next();
    }
    tasks.close();
    elapsed = until;
  }

  async function settle(): Promise<void> {
    const tasks = taskQueue();
    await tasks.next();
    tasks.close();
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

/** A message is a task of its own: when it arrives, every microtask before it has run. */
function taskQueue(): { next(): Promise<void>; close(): void } {
  const { port1, port2 } = new MessageChannel();
  let arrived = () => {};
  port1.addEventListener("message", () => arrived());
  port1.start();
  return {
    next: () =>
      new Promise((resolve) => {
        arrived = resolve;
        port2.postMessage(undefined);
      }),
    close: () => port1.close(),
  };
}
