import { describe, expect, it } from "vitest";
import { TokenError } from "../../src/index.ts";
import { cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, issuer, tokenOf } from "../support/fake-source.ts";

const HOUR = 3_600_000;

function world(lifeMs = HOUR, random = 0.5) {
  const clock = fakeClock();
  const from = issuer(clock.now, lifeMs);
  const source = cached(from.source, { ...clock, random: () => random });
  return { clock, source, requests: from.requests };
}

describe("cached: a token is kept and reused", () => {
  it("asks once for a first caller, and not again for the next", async () => {
    const { source, requests } = world();
    const first = await source();
    expect(await source()).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it("hands out one settled promise, and the same token by peek", async () => {
    const { source } = world();
    expect(source.peek()).toBeUndefined();
    const token = await source();
    expect(source()).toBe(source());
    expect(source.peek()).toBe(token);
  });

  it.each([
    { life: HOUR, leeway: 60_000 },
    { life: 90_000, leeway: 9_000 },
    { life: 10_000, leeway: 1_000 },
    { life: 1_000, leeway: 100 },
  ])("uses a token of $life ms until its renewal window without a call for each use", async ({ life }) => {
    const { clock, source, requests } = world(life);
    const first = await source();
    await clock.advance(life - Math.floor(life * 0.3) - 1);
    for (let call = 0; call < 100; call++) expect(await source()).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it.each([0, 0.5, 0.999])(
    "renews behind its callers from expiresAt - floor(life × (0.25 + 0.1 × %d)), to the millisecond",
    async (random) => {
      const { clock, source, requests } = world(HOUR, random);
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
    },
  );

  it("gives a thousand callers inside the window the old token at once, with one exchange behind them", async () => {
    const { clock, source, requests } = world();
    const first = await source();
    await clock.advance(HOUR * 0.8);
    const given = await Promise.all(Array.from({ length: 1_000 }, () => source()));
    expect(new Set(given)).toEqual(new Set([first]));
    await clock.settle();
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual({ minExpiresAt: first.expiresAt });
    expect((await source()).value).toBe("token-2");
  });

  it("passes the renewal to background, as a promise that never rejects", async () => {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const work: Promise<unknown>[] = [];
    const source = cached(below, { ...clock, random: () => 0, background: (renewal) => work.push(renewal) });
    const first = source();
    asked[0]?.answer(tokenOf("a", clock.now()));
    await first;
    await clock.advance(HOUR * 0.8);
    await source();
    asked[1]?.fail(new TokenError("unavailable", "down"));
    await expect(Promise.all(work)).resolves.toHaveLength(1);
  });
});

describe("cached: inside the leeway", () => {
  async function inLeeway(lifeMs = HOUR, beforeEnd = 30_000) {
    const clock = fakeClock();
    const { source: below, asked } = handSource();
    const source = cached(below, { ...clock, random: () => 0.5 });
    const first = source();
    asked[0]?.answer(tokenOf("old", clock.now(), lifeMs));
    const old = await first;
    await clock.advance(lifeMs - beforeEnd);
    return { clock, source, asked, old };
  }

  it.each([
    { beforeEnd: 60_001, waits: false },
    { beforeEnd: 60_000, waits: true },
  ])(
    "at $beforeEnd ms before the end of an hour's token, a caller waits: $waits",
    async ({ beforeEnd, waits }) => {
      const { clock, source, asked } = await inLeeway(HOUR, beforeEnd);
      let given: string | undefined;
      void source().then(({ value }) => {
        given = value;
      });
      await clock.settle();
      expect(given).toBe(waits ? undefined : "old");
      asked[1]?.answer(tokenOf("new", clock.now()));
      await clock.settle();
      expect(given).toBe(waits ? "new" : "old");
    },
  );

  it("a hanging endpoint costs 2,000, 0, 0 … milliseconds", async () => {
    const { clock, source, old } = await inLeeway();
    const waited: number[] = [];
    for (let call = 0; call < 4; call++) {
      const from = clock.now();
      const given = source().then((token) => {
        waited.push(clock.now() - from);
        return token;
      });
      await clock.advance(2_000);
      expect(await given).toBe(old);
    }
    expect(waited).toEqual([2_000, 0, 0, 0]);
  });

  it("callers that come while one waits share its two seconds", async () => {
    const { clock, source } = await inLeeway();
    const ends: number[] = [];
    const note = () => void source().then(() => ends.push(clock.now()));
    const from = clock.now();
    note();
    await clock.advance(1_500);
    note();
    await clock.advance(3_000);
    expect(ends).toEqual([from + 2_000, from + 2_000]);
  });

  it("a failed renewal gives the old token while it is valid, and nobody waits until the hold-off ends", async () => {
    const { clock, source, asked, old } = await inLeeway();
    const first = source();
    asked[1]?.fail(new TokenError("unavailable", "down"));
    expect(await first).toBe(old);
    expect(await source()).toBe(old);
    expect(asked).toHaveLength(2);
    await clock.advance(10_000);
    void source();
    expect(asked).toHaveLength(3);
  });

  it("where the token ends during the wait, the caller waits for the flight as a first caller does", async () => {
    const { clock, source, asked } = await inLeeway(HOUR, 1_000);
    const given = source();
    await clock.advance(2_000);
    asked.at(-1)?.answer(tokenOf("new", clock.now()));
    expect((await given).value).toBe("new");
  });

  it("after its end there is an error, and never the expired token", async () => {
    const { clock, source, asked } = await inLeeway(HOUR, 1);
    const lastMoment = source();
    asked[1]?.fail(new TokenError("unavailable", "down"));
    expect((await lastMoment).value).toBe("old");
    await clock.advance(1);
    const afterwards = source();
    asked[2]?.fail(new TokenError("unavailable", "down"));
    await expect(afterwards).rejects.toMatchObject({ code: "unavailable" });
  });
});
