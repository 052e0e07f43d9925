import type { Wait } from "../time/wait.ts";

/** Virtual time. Pass `now` and `wait` to any layer, and move the clock in the test. */
export interface FakeClock {
  /** Returns the virtual time, in epoch milliseconds. */
  now(): number;
  /** A timer on this clock. */
  readonly wait: Wait;
  /**
   * Moves time forward. Fires each timer at its time, and waits for the work that follows from it.
   */
  advance(ms: number): Promise<void>;
  /** Changes the wall clock by `ms`, as an operator or NTP does. Timers are not affected. */
  step(ms: number): void;
  /** Waits for all work that needs no time to pass, including hashes and encryption. */
  settle(): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly fire: () => void;
}

/**
 * Creates a clock that starts at `startsAt` (epoch ms) and moves only when the test moves it.
 *
 * @example
 * const clock = fakeClock();
 * const manager = createTokenManager({ ...options, now: clock.now, wait: clock.wait });
 * await clock.advance(3_600_000);
 */
export function fakeClock(startsAt = 1_800_000_000_000): FakeClock {
  countCryptography();
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
    await settle();
    for (let timer = nextUntil(until); timer !== undefined; timer = nextUntil(until)) {
      elapsed = Math.max(elapsed, timer.dueAt);
      timer.fire();
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

/** Idle turns in a row after which no work is left. */
const IDLE_TURNS = 3;

/** A message is a task of its own: when it arrives, every microtask before it has run. */
async function settle(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  for (let idle = 0; idle < IDLE_TURNS; ) {
    await new Promise((resolve) => {
      port1.addEventListener("message", resolve, { once: true });
      port2.postMessage(undefined);
    });
    idle = cryptography.pending === 0 ? idle + 1 : 0;
  }
  port1.close();
}

/** The operations of `crypto.subtle` in this process, since the first fake clock was created. */
const cryptography = { isCounted: false, pending: 0 };

/**
 * Counts the operations of `crypto.subtle`. They complete on other threads, in tasks of their own,
 * so nothing else tells when they have.
 */
function countCryptography(): void {
  if (cryptography.isCounted) return;
  cryptography.isCounted = true;
  const prototype: object = Object.getPrototypeOf(crypto.subtle);
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const property = Reflect.getOwnPropertyDescriptor(prototype, name);
    const method: unknown = property?.value;
    if (name === "constructor" || property === undefined || typeof method !== "function") continue;
    const counted = function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(method, this, args);
      cryptography.pending++;
      const done = () => void cryptography.pending--;
      Promise.resolve(result).then(done, done);
      return result;
    };
    Reflect.defineProperty(prototype, name, { ...property, value: counted });
  }
}
