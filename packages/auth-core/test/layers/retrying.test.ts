import { describe, expect, it } from "vitest";
import { TokenError, type TokenErrorCode } from "../../src/index.ts";
import { retrying } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { handSource, tokenOf } from "../support/fake-source.ts";

function world(options: { random?: () => number; deadlineMs?: number } = {}) {
  const clock = fakeClock();
  const { source: below, asked } = handSource();
  return { clock, asked, source: retrying(below, { ...clock, random: () => 0.5, ...options }) };
}

describe("retrying: worth another try", () => {
  it.each<TokenErrorCode>(["unavailable", "timeout", "rate_limited"])(
    "%s is tried again, and the success is given",
    async (code) => {
      const { clock, source, asked } = world();
      const given = source();
      asked[0]?.fail(new TokenError(code, "once"));
      await clock.advance(125);
      asked[1]?.answer(tokenOf("a", 0));
      expect((await given).value).toBe("a");
    },
  );

  it.each<TokenErrorCode>([
    "credentials_rejected",
    "request_rejected",
    "malformed_response",
    "unexpected_response",
    "token_rejected",
  ])("%s is never tried again", async (code) => {
    const { source, asked } = world();
    const error = new TokenError(code, "for good");
    const given = source();
    asked[0]?.fail(error);
    await expect(given).rejects.toBe(error);
    expect(asked).toHaveLength(1);
  });

  it("an error that is not ours is never tried again", async () => {
    const { source, asked } = world();
    const given = source();
    asked[0]?.fail(new Error("a bug"));
    await expect(given).rejects.toThrow("a bug");
    expect(asked).toHaveLength(1);
  });

  it("gives up after four attempts, with the last fault", async () => {
    const { clock, source, asked } = world();
    const given = source();
    const failed = expect(given).rejects.toThrow("fault 4");
    for (let attempt = 1; attempt <= 4; attempt++) {
      asked[attempt - 1]?.fail(new TokenError("unavailable", `fault ${attempt}`));
      await clock.advance(5_000);
    }
    await failed;
    expect(asked).toHaveLength(4);
  });
});

describe("retrying: how long to wait", () => {
  it.each([
    { random: 0, delays: [0, 0, 0] },
    { random: 0.5, delays: [125, 250, 500] },
    { random: 0.96, delays: [240, 480, 960] },
  ])("full jitter: with $random of the bound the delays are $delays", async ({ random, delays }) => {
    const { clock, source, asked } = world({ random: () => random });
    source().catch(() => {});
    for (const [index, ms] of delays.entries()) {
      asked[index]?.fail(new TokenError("unavailable", "down"));
      await clock.settle();
      if (ms > 0) {
        await clock.advance(ms - 1);
        expect(asked).toHaveLength(index + 1);
      }
      await clock.advance(ms > 0 ? 1 : 0);
      expect(asked).toHaveLength(index + 2);
    }
  });

  it("Retry-After is a floor", async () => {
    const { clock, source, asked } = world();
    void source();
    asked[0]?.fail(new TokenError("rate_limited", "busy", { retryAfterMs: 2_000 }));
    await clock.advance(1_999);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect(asked).toHaveLength(2);
  });

  it.each([
    { retryAfterMs: 29_999, attempts: 2 },
    { retryAfterMs: 30_000, attempts: 1 },
  ])(
    "a Retry-After of $retryAfterMs ms under a deadline of 30,000 makes $attempts attempt(s)",
    async ({ retryAfterMs, attempts }) => {
      const { clock, source, asked } = world();
      const given = source();
      const failed = expect(given).rejects.toMatchObject({ name: "TokenError" });
      asked[0]?.fail(new TokenError("rate_limited", "busy", { retryAfterMs }));
      await clock.advance(29_999);
      expect(asked).toHaveLength(attempts);
      await clock.advance(1);
      await failed;
    },
  );

  it("where Retry-After exceeds what the deadline leaves, the call fails at once and says how long to wait", async () => {
    const { source, asked } = world();
    const given = source();
    asked[0]?.fail(new TokenError("rate_limited", "busy", { retryAfterMs: 60_000 }));
    await expect(given).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 60_000 });
  });

  it("one deadline holds all attempts: a hanging source gives timeout, and its attempt's signal ends", async () => {
    const { clock, source, asked } = world({ deadlineMs: 1_000 });
    const failed = expect(source()).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(999);
    expect(asked[0]?.request?.signal?.aborted).toBe(false);
    await clock.advance(1);
    await failed;
    expect(asked[0]?.request?.signal?.aborted).toBe(true);
  });

  it("a caller's signal ends it with the caller's reason, also between two attempts", async () => {
    const { clock, source, asked } = world();
    const leaving = new AbortController();
    const given = source({ signal: leaving.signal });
    asked[0]?.fail(new TokenError("unavailable", "down"));
    await clock.settle();
    leaving.abort("gone");
    await expect(given).rejects.toBe("gone");
    await clock.advance(30_000);
    expect(asked).toHaveLength(1);
  });
});
