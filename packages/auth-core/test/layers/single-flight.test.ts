import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { recovering, singleFlight } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, tokenOf } from "../support/fake-source.ts";

function world(maxFlightMs = 45_000) {
  const clock = fakeClock();
  const { source: below, asked } = handSource();
  const events: TokenEvent[] = [];
  const source = recovering(() => singleFlight(below, { onEvent: (event) => void events.push(event) }), {
    ...clock,
    maxFlightMs,
  });
  return { clock, source, asked, events };
}

describe("singleFlight: concurrent callers share one flight", () => {
  it("ten thousand first callers make one call, and each gets the token", async () => {
    const { source, asked, events } = world();
    const given = Promise.all(Array.from({ length: 10_000 }, () => source()));
    asked[0]?.answer(tokenOf("a", 0));
    expect(new Set((await given).map(({ value }) => value))).toEqual(new Set(["a"]));
    expect(asked).toHaveLength(1);
    expect(events.filter(({ type }) => type === "joined")).toHaveLength(9_999);
  });

  it("ten thousand callers of a failing source get errors of the same kind from one call", async () => {
    const { source, asked } = world();
    const given = Promise.allSettled(Array.from({ length: 10_000 }, () => source()));
    asked[0]?.fail(new TokenError("unavailable", "down"));
    const codes = (await given).map((outcome) =>
      outcome.status === "rejected" ? outcome.reason.code : "none",
    );
    expect(new Set(codes)).toEqual(new Set(["unavailable"]));
    expect(asked).toHaveLength(1);
  });

  it.each(["success", "failure"])(
    "the slot is free before the result is published, after %s",
    async (outcome) => {
      const { clock, source, asked } = world();
      let callsWhenPublished = 0;
      const again = () => {
        void source();
        callsWhenPublished = asked.length;
      };
      source().then(again, again);
      if (outcome === "success") asked[0]?.answer(tokenOf("a", 0));
      else asked[0]?.fail(new TokenError("unavailable", "down"));
      await clock.settle();
      expect(callsWhenPublished).toBe(2);
    },
  );

  it("passes what the first caller asked, but not its signal", async () => {
    const { source, asked } = world();
    const rejected = tokenOf("r", 0);
    void source({ rejected, minExpiresAt: 7, signal: new AbortController().signal });
    expect(asked[0]?.request).toEqual({ rejected, minExpiresAt: 7 });
  });

  it("a caller's signal ends its own wait with its own reason, and the flight goes on", async () => {
    const { source, asked } = world();
    const leaving = new AbortController();
    const first = source({ signal: leaving.signal });
    const second = source();
    leaving.abort("gone");
    await expect(first).rejects.toBe("gone");
    asked[0]?.answer(tokenOf("a", 0));
    expect((await second).value).toBe("a");
    await expect(source({ signal: AbortSignal.abort("early") })).rejects.toBe("early");
    expect(asked).toHaveLength(1);
  });
});

describe("singleFlight: callers that name a refused token", () => {
  const refused = tokenOf("refused", 0);

  it("join a running flight, and start one more together where it yields that very token", async () => {
    const { clock, source, asked } = world();
    const unnamed = source();
    const named = Array.from({ length: 50 }, () => source({ rejected: refused }));
    asked[0]?.answer(refused);
    expect(await unnamed).toBe(refused);
    await clock.settle();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.request).toEqual({ rejected: refused });
    asked[1]?.answer(tokenOf("new", 1));
    for (const given of named) expect((await given).value).toBe("new");
  });

  it("take what a running flight yields where it is another token", async () => {
    const { source, asked } = world();
    void source();
    const named = source({ rejected: refused });
    asked[0]?.answer(tokenOf("other", 1));
    expect((await named).value).toBe("other");
    expect(asked).toHaveLength(1);
  });

  it("do not loop where a flight that named the token yields it again", async () => {
    const { source, asked } = world();
    const named = [source({ rejected: refused }), source({ rejected: refused })];
    asked[0]?.answer(refused);
    expect(await Promise.all(named)).toEqual([refused, refused]);
    expect(asked).toHaveLength(1);
  });
});

describe("singleFlight: a flight whose owner died", () => {
  it.each([
    { after: 44_999, calls: 1 },
    { after: 45_000, calls: 2 },
  ])("$after ms after it started there are $calls flights", async ({ after, calls }) => {
    const { clock, source, asked } = world();
    void source();
    await clock.advance(10_000);
    void source();
    await clock.advance(after - 10_000);
    expect(asked).toHaveLength(calls);
  });

  it("is replaced once by all who waited, and its late end does not touch the new flight", async () => {
    const { clock, source, asked } = world();
    const waiting = [source(), source(), source()];
    await clock.advance(45_000);
    expect(asked).toHaveLength(2);
    asked[0]?.answer(tokenOf("late", 0));
    await clock.settle();
    const joiner = source();
    expect(asked).toHaveLength(2);
    asked[1]?.answer(tokenOf("new", 1));
    for (const given of [...waiting, joiner]) expect((await given).value).toBe("new");
  });

  it("a waiter replaces a flight once, and then gives up with timeout", async () => {
    const { clock, source, asked } = world();
    const given = source();
    const failed = expect(given).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(90_000);
    await failed;
    expect(asked).toHaveLength(2);
    void source();
    expect(asked).toHaveLength(3);
  });

  it("is replaced at once, however often, where the runtime says that it can never land", async () => {
    const { source: below, asked } = handSource();
    let orphans = 3;
    const source = singleFlight((request) => {
      if (orphans-- === 0) return below(request);
      const neverSettles = new Promise<never>(() => {});
      return Object.assign(neverSettles, {
        finally: () => Promise.reject(new Error("its request has ended")),
      });
    });
    const given = source();
    await fakeClock().settle();
    asked[0]?.answer(tokenOf("a", 0));
    expect(await given).toMatchObject({ value: "a" });
  });

  it("need not die: each flight is handed to background, which sees no failure", async () => {
    const { source: below, asked } = handSource();
    const handed: Promise<unknown>[] = [];
    const source = singleFlight(below, { background: (flight) => void handed.push(flight) });
    const leaving = AbortSignal.abort("left");
    void Promise.allSettled([source(), source(), source({ signal: leaving })]);
    expect(handed).toHaveLength(1);
    asked[0]?.fail(new TokenError("unavailable", "down"));
    expect(await Promise.all(handed)).toEqual([undefined]);
  });

  it("a clock that is set back lengthens nobody's wait beyond a slot's life", async () => {
    const { clock, source, asked } = world();
    void source();
    clock.step(-3_600_000);
    void source();
    await clock.advance(45_000);
    expect(asked).toHaveLength(2);
  });
});
