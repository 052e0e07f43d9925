import { describe, expect, it } from "vitest";
import { recovering, singleFlight } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";

function setUp(maxFlightMs = 45_000) {
  const clock = fakeClock();
  const { source: below, calls } = manualSource();
  return { clock, calls, source: recovering(() => singleFlight(below), { ...clock, maxFlightMs }) };
}

describe("recovering", () => {
  it.each([
    { afterMs: 44_999, expected: 1 },
    { afterMs: 45_000, expected: 2 },
  ])("makes $expected call(s) within $afterMs ms if a flight hangs", async ({ afterMs, expected }) => {
    const { clock, source, calls } = setUp();
    void source();
    await clock.advance(10_000);
    void source();
    await clock.advance(afterMs - 10_000);
    expect(calls).toHaveLength(expected);
  });

  it("replaces a lost flight once for all its callers", async () => {
    const { clock, source, calls } = setUp();
    const waiting = [source(), source(), source()];
    await clock.advance(45_000);
    expect(calls).toHaveLength(2);
    calls[1]?.resolve(tokenOf("new", 1));
    for (const token of waiting) expect((await token).value).toBe("new");
  });

  it("moves a caller that joined just before the flight was replaced", async () => {
    const { clock, source, calls } = setUp();
    // Fires before the timer of the first caller, at the same time.
    const joined = clock.wait(45_000).then(() => source());
    void source();
    await clock.advance(45_000);
    calls[1]?.resolve(tokenOf("new", 1));
    await clock.advance(45_000);
    expect(calls).toHaveLength(2);
    expect((await joined).value).toBe("new");
  });

  it("keeps the new flight if the lost one settles late", async () => {
    const { clock, source, calls } = setUp();
    const first = source();
    await clock.advance(45_000);
    calls[0]?.resolve(tokenOf("late", 0));
    await clock.settle();
    const second = source();
    expect(calls).toHaveLength(2);
    calls[1]?.resolve(tokenOf("new", 1));
    expect((await first).value).toBe("new");
    expect((await second).value).toBe("new");
  });

  it("times out a caller after two lost flights, and the next caller starts another", async () => {
    const { clock, source, calls } = setUp();
    const failed = expect(source()).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(90_000);
    await failed;
    expect(calls).toHaveLength(2);
    void source();
    expect(calls).toHaveLength(3);
  });

  it("counts the time of a flight from its start if its first caller aborted", async () => {
    const { clock, source, calls } = setUp(10_000);
    const controller = new AbortController();
    source({ signal: controller.signal }).catch(() => {});
    await clock.advance(6_000);
    controller.abort();
    void source();
    await clock.advance(3_999);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  it("waits no longer than a flight may take if the clock is set back", async () => {
    const { clock, source, calls } = setUp();
    void source();
    clock.step(-3_600_000);
    void source();
    await clock.advance(45_000);
    expect(calls).toHaveLength(2);
  });

  it("keeps a flight in progress while the process is suspended", async () => {
    const { clock, source, calls } = setUp();
    const token = source();
    clock.step(3_600_000);
    await clock.advance(45_000);
    calls[0]?.resolve(tokenOf("a", 0));
    expect((await token).value).toBe("a");
    expect(calls).toHaveLength(1);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no timer");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no timer"))],
  ])("rejects with the error of a wait function that %s", async (_, wait) => {
    const { source: below, calls } = manualSource();
    await expect(recovering(() => singleFlight(below), { wait })()).rejects.toThrow("no timer");
    expect(calls.length).toBeLessThanOrEqual(1);
  });
});
