import { describe, expect, it } from "vitest";
import { recovering, singleFlight } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, issuer } from "../support/fake-source.ts";

describe("singleFlight: who joins late", () => {
  it("waits for what is left of the slot's life, not for a whole one", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = recovering(() => singleFlight(below), { ...clock, maxFlightMs: 10_000 });
    const leaving = new AbortController();
    source({ signal: leaving.signal }).catch(() => {});
    await clock.advance(6_000);
    leaving.abort();
    void source();
    await clock.advance(3_999);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect(asked).toHaveLength(2);
  });
});

describe("singleFlight: callbacks that are broken", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("no timer");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no timer"))],
  ])("a wait that %s fails its caller, once", async (_, wait) => {
    const { source: below, asked } = handSource();
    await expect(recovering(() => singleFlight(below), { wait })()).rejects.toThrow("no timer");
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it("a background that throws disturbs nobody", async () => {
    const { source: below } = issuer(fakeClock().now);
    const source = singleFlight(below, {
      background() {
        throw new Error("no waitUntil here");
      },
    });
    expect((await source()).value).toBe("token-1");
  });
});
