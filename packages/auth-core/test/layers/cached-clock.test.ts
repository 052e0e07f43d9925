import { describe, expect, it } from "vitest";
import { cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, issuer, tokenOf } from "../support/fake-source.ts";

const HOUR = 3_600_000;

describe("cached: a clock that is set", () => {
  it.each([
    { back: 0, calls: 1 },
    { back: 1, calls: 2 },
  ])("$back ms before the token was issued, $calls exchange(s) were made", async ({ back, calls }) => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    await source();
    await clock.advance(1_000);
    clock.step(-1_000 - back);
    await source();
    await source();
    expect(requests).toHaveLength(calls);
  });

  it("a step forth over the end costs one exchange", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    await source();
    clock.step(2 * HOUR);
    for (let call = 0; call < 10; call++) await source();
    expect(requests).toHaveLength(2);
  });

  it("a token whose issuer's clock runs ahead of ours is served at once", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, clock);
    const first = source();
    asked[0]?.answer(tokenOf("ahead", clock.now() + 60_000));
    await first;
    expect((await source()).value).toBe("ahead");
    expect(asked).toHaveLength(1);
  });

  it("a hold-off ends where the clock is set to before it", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, { ...clock, random: () => 0 });
    const first = source();
    asked[0]?.answer(tokenOf("a", clock.now()));
    await first;
    await clock.advance(HOUR * 0.76);
    await source();
    asked[1]?.fail(new Error("down"));
    await clock.settle();
    await source();
    expect(asked).toHaveLength(2);
    clock.step(-1);
    await source();
    expect(asked).toHaveLength(3);
  });

  it("a token that is over when it comes is an error, not a token", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, clock);
    const given = source();
    asked[0]?.answer(tokenOf("late", clock.now() - HOUR));
    await expect(given).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("cached: a wish for a token that ends later", () => {
  it("is met by a renewal, though the kept token is fresh", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    const first = await source();
    await clock.advance(1_000);
    expect((await source({ minExpiresAt: first.expiresAt })).value).toBe("token-2");
    expect(requests).toEqual([{}, { minExpiresAt: first.expiresAt }]);
  });

  it("is met by the kept token where that ends later", async () => {
    const clock = fakeClock();
    const { source: below, requests } = issuer(clock.now);
    const source = cached(below, clock);
    const first = await source();
    expect(await source({ minExpiresAt: first.expiresAt - 1 })).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it("is answered with the kept token where the renewal fails, and at once while that is held off", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, clock);
    const first = source();
    asked[0]?.answer(tokenOf("a", clock.now()));
    const kept = await first;
    const wished = source({ minExpiresAt: kept.expiresAt });
    asked[1]?.fail(new Error("down"));
    expect(await wished).toBe(kept);
    expect(await source({ minExpiresAt: kept.expiresAt })).toBe(kept);
    expect(asked).toHaveLength(2);
  });
});
