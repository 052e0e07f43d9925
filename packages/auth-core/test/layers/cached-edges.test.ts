import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, issuer, tokenOf } from "../support/fake-source.ts";

const HOUR = 3_600_000;

/** A source that keeps a token of `lifeMs`, of which `passed` has passed. */
async function keeping(passed = 0, lifeMs = HOUR) {
  const clock = fakeClock();
  const { source: below, asked } = handSource();
  const events: TokenEvent[] = [];
  const source = cached(below, {
    ...clock,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
  });
  const first = source();
  asked[0]?.answer({ ...tokenOf("kept", clock.now(), lifeMs), fingerprint: "f1" });
  const token = await first;
  await clock.advance(lifeMs * passed);
  return { clock, source, asked, events, token };
}

const down = () => new TokenError("unavailable", "down");

describe("cached: a caller that names another token than the kept one", () => {
  it("does not receive it from the renewal that it waits for in the leeway", async () => {
    const { clock, source, asked } = await keeping(0.99);
    const named = tokenOf("another process's", clock.now());
    const given = source({ rejected: named });
    asked[1]?.answer(named);
    await clock.settle();
    expect(asked[2]?.request).toEqual({ rejected: named });
    asked[2]?.answer(tokenOf("new", clock.now()));
    expect((await given).value).toBe("new");
  });
});

describe("cached: the hold-off after a renewal ahead", () => {
  it.each([
    { lifeMs: HOUR, ms: 7_500 },
    { lifeMs: 10_000, ms: 750 },
  ])(
    "that failed is min(10 s, life / 10), jittered: $ms ms for a life of $lifeMs",
    async ({ lifeMs, ms }) => {
      const { clock, source, asked } = await keeping(0.75, lifeMs);
      void source();
      asked[1]?.fail(down());
      await clock.advance(ms - 1);
      void source();
      expect(asked).toHaveLength(2);
      await clock.advance(1);
      void source();
      expect(asked).toHaveLength(3);
    },
  );

  it.each([
    { lifeMs: HOUR, ms: 45_000 },
    { lifeMs: 10_000, ms: 1_000 },
  ])("that hangs is min(45 s, life / 10): $ms ms for a life of $lifeMs", async ({ lifeMs, ms }) => {
    const { clock, source, asked } = await keeping(0.75, lifeMs);
    void source();
    await clock.advance(ms - 1);
    void source();
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    void source();
    expect(asked).toHaveLength(3);
  });

  it("that a caller waited for in vain begins when the wait is over", async () => {
    const { clock, source, asked, token } = await keeping(0.99);
    const given = source();
    await clock.advance(2_000);
    expect(await given).toBe(token);
    await clock.advance(7_499);
    expect(await source()).toBe(token);
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    void source();
    expect(asked).toHaveLength(3);
  });
});

describe("cached: callers during a renewal", () => {
  it("that is under way when the leeway begins wait for it", async () => {
    const { clock, source, asked } = await keeping(0.85, 10_000);
    void source();
    await clock.advance(500);
    let given: string | undefined;
    void source().then(({ value }) => {
      given = value;
    });
    await clock.settle();
    expect(given).toBeUndefined();
    asked.at(-1)?.answer(tokenOf("new", clock.now()));
    await clock.settle();
    expect(given).toBe("new");
  });

  it("are told by an event that they were served meanwhile", async () => {
    const { source, events } = await keeping(0.75);
    await source();
    expect(events).toEqual([{ type: "served_while_renewing", fingerprint: "f1" }]);
  });

  it("do not get what was cleared while they waited, though the renewal failed", async () => {
    const { clock, source, asked, token } = await keeping(0.99);
    const given = source();
    source.clear(token.value);
    asked[1]?.fail(down());
    await clock.settle();
    expect(asked[2]?.request).toEqual({ rejected: token });
    asked[2]?.answer(tokenOf("new", clock.now()));
    expect((await given).value).toBe("new");
  });
});

describe("cached: what is named below after a clear", () => {
  it.each([
    { caller: "an earlier", issuedAt: -1, named: "kept" },
    { caller: "a later", issuedAt: 1, named: "caller's" },
  ])("is the later issued, where the caller names $caller token", async ({ issuedAt, named }) => {
    const { source, asked, token } = await keeping();
    source.clear();
    void source({ rejected: tokenOf("caller's", token.issuedAt + issuedAt) });
    expect(asked[1]?.request?.rejected?.value).toBe(named);
  });

  it("is named twice at most: a source that has nothing else is token_rejected", async () => {
    const { source, asked, token, clock } = await keeping();
    source.clear();
    const refused = expect(source()).rejects.toMatchObject({ code: "token_rejected" });
    asked[1]?.answer(token);
    await clock.settle();
    asked[2]?.answer(token);
    await refused;
    expect(asked).toHaveLength(3);
  });
});

describe("cached: two tokens of one moment", () => {
  it("the one that came later is kept", async () => {
    const { clock, source, asked, token } = await keeping(0.75);
    void source();
    asked[1]?.answer({ ...token, value: "twin" });
    await clock.settle();
    expect((await source()).value).toBe("twin");
  });
});

describe("cached: by the platform's clock", () => {
  it("a token is kept, and asked for once", async () => {
    const { source: below, asked } = handSource();
    const source = cached(below);
    void source();
    asked[0]?.answer(tokenOf("kept", Date.now()));
    await new Promise((resolve) => setImmediate(resolve));
    expect((await source()).value).toBe("kept");
    expect(asked).toHaveLength(1);
  });
});

describe("cached: a background that throws", () => {
  it("disturbs nobody: the kept token is given, and renewed", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, {
      ...clock,
      background() {
        throw new Error("no waitUntil here");
      },
    });
    await source();
    await clock.advance(0.8 * HOUR);
    expect((await source()).value).toBe("token-1");
    expect(requests).toHaveLength(2);
  });
});
