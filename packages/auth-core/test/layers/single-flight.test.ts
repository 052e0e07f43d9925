import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { singleFlight } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { issuer, manualSource, tokenOf } from "../support/fake-source.ts";

function setUp() {
  const clock = fakeClock();
  const { source: below, calls } = manualSource();
  const events: TokenEvent[] = [];
  const source = singleFlight(below, { onEvent: (event) => void events.push(event) });
  return { clock, source, calls, events };
}

describe("singleFlight", () => {
  it("makes one call for ten thousand concurrent callers", async () => {
    const { source, calls, events } = setUp();
    const tokens = Promise.all(Array.from({ length: 10_000 }, () => source()));
    calls[0]?.resolve(tokenOf("a", 0));
    expect(new Set((await tokens).map(({ value }) => value))).toEqual(new Set(["a"]));
    expect(calls).toHaveLength(1);
    expect(events.filter(({ type }) => type === "joined")).toHaveLength(9_999);
  });

  it("rejects ten thousand concurrent callers with the error of one call", async () => {
    const { source, calls } = setUp();
    const results = Promise.allSettled(Array.from({ length: 10_000 }, () => source()));
    const error = new TokenError("unavailable", "down");
    calls[0]?.reject(error);
    for (const result of await results) expect(result).toMatchObject({ reason: error });
    expect(calls).toHaveLength(1);
  });

  it.each(["success", "failure"])("frees the slot before it publishes a %s", async (outcome) => {
    const { clock, source, calls } = setUp();
    let callsWhenPublished = 0;
    const onSettled = () => {
      void source();
      callsWhenPublished = calls.length;
    };
    source().then(onSettled, onSettled);
    if (outcome === "success") calls[0]?.resolve(tokenOf("a", 0));
    else calls[0]?.reject(new TokenError("unavailable", "down"));
    await clock.settle();
    expect(callsWhenPublished).toBe(2);
  });

  it("passes the first caller's request to the source without its signal", () => {
    const { source, calls } = setUp();
    const rejected = tokenOf("r", 0);
    void source({ rejected, minExpiresAt: 7, signal: new AbortController().signal });
    expect(calls[0]?.request).toEqual({ rejected, minExpiresAt: 7 });
  });

  it("ends a caller's wait with the caller's reason, and continues the flight", async () => {
    const { source, calls } = setUp();
    const controller = new AbortController();
    const first = source({ signal: controller.signal });
    const second = source();
    controller.abort("gone");
    await expect(first).rejects.toBe("gone");
    calls[0]?.resolve(tokenOf("a", 0));
    expect((await second).value).toBe("a");
    await expect(source({ signal: AbortSignal.abort("early") })).rejects.toBe("early");
    expect(calls).toHaveLength(1);
  });

  it("passes each flight to background, as a promise that never rejects", async () => {
    const { source: below, calls } = manualSource();
    const work: Promise<unknown>[] = [];
    const source = singleFlight(below, { background: (flight) => void work.push(flight) });
    void Promise.allSettled([source(), source(), source({ signal: AbortSignal.abort("left") })]);
    expect(work).toHaveLength(1);
    calls[0]?.reject(new TokenError("unavailable", "down"));
    expect(await Promise.all(work)).toEqual([undefined]);
  });

  it("works if background throws", async () => {
    const { source: below } = issuer(fakeClock().now);
    const source = singleFlight(below, {
      background() {
        throw new Error("no waitUntil here");
      },
    });
    expect((await source()).value).toBe("token-1");
  });

  it("replaces flights that the runtime rejects because their request has ended", async () => {
    const { source: below, calls } = manualSource();
    let lost = 3;
    const source = singleFlight((request) => {
      if (lost-- === 0) return below(request);
      const neverSettles = new Promise<never>(() => {});
      return Object.assign(neverSettles, {
        finally: () => Promise.reject(new Error("its request has ended")),
      });
    });
    const token = source();
    await fakeClock().settle();
    calls[0]?.resolve(tokenOf("a", 0));
    expect(await token).toMatchObject({ value: "a" });
  });
});

describe("callers of singleFlight that name a rejected token", () => {
  const rejected = tokenOf("rejected", 0);

  it("join a flight, and start one more together if it returns that token", async () => {
    const { clock, source, calls } = setUp();
    const other = source();
    const tokens = Array.from({ length: 50 }, () => source({ rejected }));
    calls[0]?.resolve(rejected);
    expect(await other).toBe(rejected);
    await clock.settle();
    expect(calls).toHaveLength(2);
    expect(calls[1]?.request).toEqual({ rejected });
    calls[1]?.resolve(tokenOf("new", 1));
    for (const token of tokens) expect((await token).value).toBe("new");
  });

  it("get the token of a flight in progress if it is another one", async () => {
    const { source, calls } = setUp();
    void source();
    const token = source({ rejected });
    calls[0]?.resolve(tokenOf("other", 1));
    expect((await token).value).toBe("other");
    expect(calls).toHaveLength(1);
  });

  it("do not loop if a flight that named the token returns it", async () => {
    const { source, calls } = setUp();
    const tokens = [source({ rejected }), source({ rejected })];
    calls[0]?.resolve(rejected);
    expect(await Promise.all(tokens)).toEqual([rejected, rejected]);
    expect(calls).toHaveLength(1);
  });
});
