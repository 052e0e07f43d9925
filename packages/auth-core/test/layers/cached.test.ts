import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { cachedSource, HOUR } from "../support/cached-source.ts";
import { issuer, manualSource, tokenOf } from "../support/fake-source.ts";

const down = () => new TokenError("unavailable", "down");

function setUp(lifeMs = HOUR, random = 0.5) {
  const clock = fakeClock();
  const { source: below, requests } = issuer(clock.now, lifeMs);
  return { clock, requests, source: cached(below, { ...clock, random: () => random }) };
}

describe("cached", () => {
  it("requests one token and reuses it", async () => {
    const { source, requests } = setUp();
    const first = await source();
    expect(await source()).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it("returns the cached token without a promise, and its value", async () => {
    const { source } = setUp();
    expect(source.peek()).toBeUndefined();
    expect(await source.value()).toBe("token-1");
    expect(await source.value()).toBe("token-1");
    expect(source.peek()).toBe(await source());
  });

  it("uses the platform's clock by default", async () => {
    const { source: below, calls } = manualSource();
    const source = cached(below);
    const first = source();
    calls[0]?.resolve(tokenOf("cached", Date.now()));
    await first;
    expect((await source()).value).toBe("cached");
    expect(calls).toHaveLength(1);
  });

  it.each([HOUR, 90_000, 10_000, 1_000])("reuses a token that lives for %d ms", async (lifeMs) => {
    const { clock, source, requests } = setUp(lifeMs);
    const first = await source();
    await clock.advance(lifeMs - Math.floor(lifeMs * 0.3) - 1);
    for (let call = 0; call < 100; call++) expect(await source()).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it("requests again if the process was suspended until the token had expired", async () => {
    const clock = fakeClock();
    const { source: below, calls } = manualSource();
    const token = cached(below, clock)();
    const first = tokenOf("first", clock.now());
    await clock.advance(2 * HOUR);
    calls[0]?.resolve(first);
    await clock.settle();
    calls[1]?.resolve(tokenOf("second", clock.now()));
    expect((await token).value).toBe("second");
  });

  it("rejects a token that had expired when it was received", async () => {
    const clock = fakeClock();
    const { source: below, calls } = manualSource();
    const token = cached(below, clock)();
    calls[0]?.resolve(tokenOf("late", clock.now() - HOUR));
    await clock.settle();
    calls[1]?.resolve(tokenOf("late again", clock.now() - HOUR));
    await expect(token).rejects.toMatchObject({ code: "unavailable" });
  });

  it("returns an error after the token expired, never the expired token", async () => {
    const { source, calls } = await cachedSource({ passed: 1 });
    const token = source();
    calls[1]?.reject(down());
    await expect(token).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("background renewal", () => {
  it.each([0, 0.5, 0.999])("starts at the documented time, jittered by %d", async (random) => {
    const { clock, source, requests } = setUp(HOUR, random);
    const first = await source();
    const ahead = Math.floor(HOUR * (0.25 + 0.1 * random));
    await clock.advance(HOUR - ahead - 1);
    await source();
    await clock.settle();
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    expect(await source()).toBe(first);
    await clock.settle();
    expect(requests).toHaveLength(2);
    expect((await source()).value).toBe("token-2");
  });

  it.each([
    { renewAfter: 0.5, renewsAt: HOUR / 2 },
    { renewAfter: [0.2, 0.4] as const, renewsAt: 0.3 * HOUR },
  ])("starts after $renewAfter of the lifetime if that is set", async ({ renewAfter, renewsAt }) => {
    const { clock, source, calls } = await cachedSource({ renewAfter });
    await clock.advance(renewsAt - 1);
    await source();
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    await source();
    expect(calls).toHaveLength(2);
  });

  it("runs once for a thousand callers, who get the cached token at once", async () => {
    const { clock, source, requests } = setUp();
    const first = await source();
    await clock.advance(HOUR * 0.8);
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => source()));
    expect(new Set(tokens)).toEqual(new Set([first]));
    await clock.settle();
    expect(requests).toEqual([{}, { minExpiresAt: first.expiresAt }]);
    expect((await source()).value).toBe("token-2");
  });

  it("is reported by an event", async () => {
    const { source, events } = await cachedSource({ passed: 0.75 });
    await source();
    expect(events).toEqual([{ type: "served_while_renewing", fingerprint: "f1" }]);
  });

  it("is passed to background, as a promise that never rejects", async () => {
    const work: Promise<unknown>[] = [];
    const { source, calls } = await cachedSource({
      passed: 0.8,
      background: (promise) => work.push(promise),
    });
    await source();
    calls[1]?.reject(down());
    await expect(Promise.all(work)).resolves.toHaveLength(1);
  });

  it("runs even if background throws", async () => {
    const { source, calls, token } = await cachedSource({
      passed: 0.8,
      background() {
        throw new Error("no waitUntil here");
      },
    });
    expect(await source()).toBe(token);
    expect(calls).toHaveLength(2);
  });

  it.each([
    { lifeMs: HOUR, ms: 7_500 },
    { lifeMs: 10_000, ms: 750 },
  ])("waits out a jittered hold-off of $ms ms after a failure", async ({ lifeMs, ms }) => {
    const { clock, source, calls } = await cachedSource({ passed: 0.75, lifeMs });
    void source();
    calls[1]?.reject(down());
    await clock.advance(ms - 1);
    void source();
    expect(calls).toHaveLength(2);
    await clock.advance(1);
    void source();
    expect(calls).toHaveLength(3);
  });

  it.each([
    { lifeMs: HOUR, ms: 45_000 },
    { lifeMs: 10_000, ms: 1_000 },
  ])("starts again after $ms ms if it hangs", async ({ lifeMs, ms }) => {
    const { clock, source, calls } = await cachedSource({ passed: 0.75, lifeMs });
    void source();
    await clock.advance(ms - 1);
    void source();
    expect(calls).toHaveLength(2);
    await clock.advance(1);
    void source();
    expect(calls).toHaveLength(3);
  });

  it("counts as failed if the same token is cached afterwards, and does not loop", async () => {
    const { clock, source, calls, token } = await cachedSource({ passed: 0.8 });
    for (let call = 0; call < 50; call++) {
      await source();
      calls[1]?.resolve(token);
      await clock.settle();
    }
    expect(calls).toHaveLength(2);
  });

  it("keeps the token that was issued later", async () => {
    const { clock, source, calls, token } = await cachedSource({ passed: 0.8 });
    await source();
    calls[1]?.resolve(tokenOf("older", token.issuedAt - 1, 2 * HOUR));
    await clock.settle();
    expect(await source()).toBe(token);
  });

  it("replaces the token with one that was issued at the same time", async () => {
    const { clock, source, calls, token } = await cachedSource({ passed: 0.75 });
    void source();
    calls[1]?.resolve({ ...token, value: "twin" });
    await clock.settle();
    expect((await source()).value).toBe("twin");
  });
});

describe("a request for a token that expires later", () => {
  it("renews a fresh token", async () => {
    const { clock, source, requests } = setUp();
    const first = await source();
    await clock.advance(1_000);
    expect((await source({ minExpiresAt: first.expiresAt })).value).toBe("token-2");
    expect(requests).toEqual([{}, { minExpiresAt: first.expiresAt }]);
  });

  it("returns the cached token if it expires later", async () => {
    const { source, requests } = setUp();
    const first = await source();
    expect(await source({ minExpiresAt: first.expiresAt - 1 })).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it("returns the cached token if the renewal fails, and during the hold-off", async () => {
    const { source, calls, token } = await cachedSource();
    const renewed = source({ minExpiresAt: token.expiresAt });
    calls[1]?.reject(down());
    expect(await renewed).toBe(token);
    expect(await source({ minExpiresAt: token.expiresAt })).toBe(token);
    expect(calls).toHaveLength(2);
  });
});

describe("a clock that is changed", () => {
  it.each([
    { backMs: 0, expected: 1 },
    { backMs: 1, expected: 2 },
  ])("makes $expected exchange(s) if set to $backMs ms before the token was issued", async (clockCase) => {
    const { clock, source, requests } = setUp();
    await source();
    await clock.advance(1_000);
    clock.step(-1_000 - clockCase.backMs);
    await source();
    await source();
    expect(requests).toHaveLength(clockCase.expected);
  });

  it("costs one exchange if set to after the token's expiry", async () => {
    const { clock, source, requests } = setUp();
    await source();
    clock.step(2 * HOUR);
    for (let call = 0; call < 10; call++) await source();
    expect(requests).toHaveLength(2);
  });

  it("ends a hold-off if set to before it", async () => {
    const { clock, source, calls } = await cachedSource({ passed: 0.76 });
    await source();
    calls[1]?.reject(down());
    await clock.settle();
    await source();
    expect(calls).toHaveLength(2);
    clock.step(-1);
    await source();
    expect(calls).toHaveLength(3);
  });

  it("may run behind the clock of the token's issuer", async () => {
    const clock = fakeClock();
    const { source: below, calls } = manualSource();
    const source = cached(below, clock);
    const first = source();
    calls[0]?.resolve(tokenOf("ahead", clock.now() + 60_000));
    await first;
    expect((await source()).value).toBe("ahead");
    expect(calls).toHaveLength(1);
  });
});
