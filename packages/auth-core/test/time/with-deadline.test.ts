import { describe, expect, it } from "vitest";
import { fakeClock } from "../../src/testing/index.ts";
import { untilAborted, withDeadline } from "../../src/time/with-deadline.ts";

const late = new Error("late");

function setUp(timeoutMs = 1_000) {
  const clock = fakeClock();
  const work = Promise.withResolvers<string>();
  const caller = new AbortController();
  let workSignal: AbortSignal | undefined;
  let remainingMs = () => Number.NaN;
  const deadline = { ...clock, timeoutMs, onTimeout: () => late, signal: caller.signal };
  const result = withDeadline(deadline, (signal, remaining) => {
    workSignal = signal;
    remainingMs = remaining;
    return work.promise;
  });
  result.catch(() => {});
  return { clock, work, caller, result, signal: () => workSignal, remainingMs: () => remainingMs() };
}

describe("withDeadline", () => {
  it("resolves with the result of the work, and aborts its signal", async () => {
    const { work, result, signal } = setUp();
    work.resolve("done");
    expect(await result).toBe("done");
    await Promise.resolve();
    expect(signal()?.aborted).toBe(true);
  });

  it("rejects when the time has passed, to the millisecond", async () => {
    const { clock, result, signal, remainingMs } = setUp();
    await clock.advance(999);
    expect(signal()?.aborted).toBe(false);
    expect(remainingMs()).toBe(1);
    await clock.advance(1);
    await expect(result).rejects.toBe(late);
    expect(signal()?.aborted).toBe(true);
  });

  it("rejects with the caller's reason", async () => {
    const { caller, result, signal } = setUp();
    caller.abort("gone");
    await expect(result).rejects.toBe("gone");
    expect(signal()?.aborted).toBe(true);
  });

  it("does not start the work if the caller has aborted already", async () => {
    let started = false;
    const deadline = {
      ...fakeClock(),
      timeoutMs: 1,
      onTimeout: () => late,
      signal: AbortSignal.abort("gone"),
    };
    const work = async () => {
      started = true;
    };
    await expect(withDeadline(deadline, work)).rejects.toBe("gone");
    expect(started).toBe(false);
  });

  it("waits for its timeout again if the process was suspended", async () => {
    const { clock, work, result, remainingMs } = setUp();
    await clock.advance(500);
    clock.step(600_000);
    expect(remainingMs()).toBe(1_000);
    await clock.advance(500);
    expect(remainingMs()).toBe(1_000);
    await clock.advance(999);
    work.resolve("done");
    expect(await result).toBe("done");
  });

  it("times out after a suspension if the work does not end", async () => {
    const { clock, result } = setUp();
    clock.step(600_000);
    await clock.advance(2_000);
    await expect(result).rejects.toBe(late);
  });

  it("extends the deadline by the time that the process was busy", async () => {
    const { clock, work, result } = setUp();
    clock.step(300);
    await clock.advance(1_299);
    work.resolve("done");
    expect(await result).toBe("done");
  });

  it("times out in a process that is always busy", async () => {
    const clock = fakeClock();
    const busyWait = async (ms: number, signal?: AbortSignal) => {
      await clock.wait(ms, signal);
      clock.step(100);
    };
    const deadline = { ...clock, wait: busyWait, timeoutMs: 1_000, onTimeout: () => late };
    const result = expect(withDeadline(deadline, () => new Promise(() => {}))).rejects.toBe(late);
    await clock.advance(2_000);
    await result;
  });

  it("is not extended if the clock is set back", async () => {
    const { clock, result } = setUp();
    clock.step(-600_000);
    await clock.advance(1_000);
    await expect(result).rejects.toBe(late);
  });
});

describe("untilAborted", () => {
  it("follows the promise without a signal", async () => {
    expect(await untilAborted(Promise.resolve("a"), undefined)).toBe("a");
  });

  it("follows the promise until the signal aborts", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve("a"), signal)).toBe("a");
    await expect(untilAborted(Promise.reject(late), signal)).rejects.toBe(late);
  });

  it("rejects with the signal's reason", async () => {
    const controller = new AbortController();
    const result = untilAborted(new Promise(() => {}), controller.signal);
    controller.abort("gone");
    await expect(result).rejects.toBe("gone");
    await expect(untilAborted(Promise.resolve("a"), AbortSignal.abort("early"))).rejects.toBe("early");
  });
});
