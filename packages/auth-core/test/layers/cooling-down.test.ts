import { describe, expect, it } from "vitest";
import { TokenError, type TokenErrorCode, type TokenEvent } from "../../src/index.ts";
import { type Cooldown, type CoolingDownOptions, coolingDown } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";

const rejectedError = { code: "token_rejected" };

function setUp(options: CoolingDownOptions = {}) {
  const clock = fakeClock();
  const { source: below, calls } = manualSource();
  const events: TokenEvent[] = [];
  const source = coolingDown(below, { ...clock, onEvent: (event) => void events.push(event), ...options });
  /** Makes a call that fails, and returns its error. */
  async function fail(error: unknown): Promise<unknown> {
    const failed = source().catch((thrown: unknown) => thrown);
    calls.at(-1)?.reject(error);
    return failed;
  }
  return { clock, source, calls, events, fail };
}

describe("coolingDown", () => {
  it.each<{ code: TokenErrorCode; status?: number; retryAfterMs?: number; ms: number }>([
    { code: "credentials_rejected", status: 401, ms: 60_000 },
    { code: "request_rejected", status: 400, ms: 60_000 },
    { code: "unexpected_response", status: 402, ms: 60_000 },
    { code: "unexpected_response", status: 403, ms: 60_000 },
    { code: "credentials_rejected", status: 401, retryAfterMs: 1_000, ms: 60_000 },
    { code: "credentials_rejected", status: 401, retryAfterMs: 90_000, ms: 90_000 },
    { code: "unexpected_response", status: 404, ms: 1_000 },
    { code: "unavailable", status: 503, ms: 1_000 },
    { code: "timeout", ms: 1_000 },
    { code: "malformed_response", status: 200, ms: 1_000 },
    { code: "rate_limited", status: 429, retryAfterMs: 90_000, ms: 90_000 },
    { code: "unavailable", status: 503, retryAfterMs: 120_000, ms: 120_000 },
    { code: "unavailable", status: 503, retryAfterMs: 86_400_000, ms: 3_600_000 },
  ])(
    "makes no call for $ms ms after $code $status $retryAfterMs",
    async ({ code, status, retryAfterMs, ms }) => {
      const { clock, source, calls, fail } = setUp();
      const details = {
        ...(status !== undefined && { status }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
      const expected = { code, message: "why", ...(status !== undefined && { status }) };
      expect(await fail(new TokenError(code, "why", details))).toMatchObject({
        ...expected,
        retryAfterMs: ms,
      });
      await clock.advance(ms - 1);
      await expect(source()).rejects.toMatchObject({ ...expected, retryAfterMs: 1 });
      expect(calls).toHaveLength(1);
      await clock.advance(1);
      void source();
      expect(calls).toHaveLength(2);
    },
  );

  it("rejects the next hundred calls with the same error, and reports one event", async () => {
    const { source, calls, events, fail } = setUp();
    await fail(new TokenError("credentials_rejected", "no", { status: 401 }));
    for (let call = 0; call < 100; call++) {
      await expect(source()).rejects.toMatchObject({
        name: "TokenError",
        code: "credentials_rejected",
        status: 401,
      });
    }
    expect(calls).toHaveLength(1);
    expect(events).toEqual([{ type: "cooled_down", code: "credentials_rejected", retryAfterMs: 60_000 }]);
  });

  it("doubles the cooldown with each failure up to 30 s, and a success resets it", async () => {
    const { clock, source, calls, fail } = setUp();
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const error = await fail(new TokenError("unavailable", "down"));
      expect(error).toMatchObject({ retryAfterMs: seconds * 1_000 });
      await clock.advance(seconds * 1_000);
    }
    const token = source();
    calls.at(-1)?.resolve(tokenOf("a", clock.now()));
    await token;
    expect(await fail(new TokenError("unavailable", "down"))).toMatchObject({ retryAfterMs: 1_000 });
  });

  it("ends a cooldown if the clock is set to before it", async () => {
    const { clock, source, calls, fail } = setUp();
    await fail(new TokenError("timeout", "slow"));
    clock.step(-1);
    void source();
    expect(calls).toHaveLength(2);
  });

  it.each([
    ["a caller's abort", new DOMException("gone", "AbortError")],
    ["a rejected token", new TokenError("token_rejected", "from below")],
  ])("does not start after %s", async (_, error) => {
    const { source, calls, fail } = setUp();
    expect(await fail(error)).toBe(error);
    void source();
    expect(calls).toHaveLength(2);
  });
});

describe("the memory of coolingDown", () => {
  it("receives a cooldown as plain JSON data, and forgets it after a success", async () => {
    const puts: (Cooldown | undefined)[] = [];
    const memory = { get: () => puts.at(-1), put: (cooldown?: Cooldown) => void puts.push(cooldown) };
    const { clock, source, calls, fail } = setUp({ memory });
    const from = clock.now();
    await fail(new TokenError("unavailable", "down", { status: 503 }));
    const expected = { code: "unavailable", message: "down", status: 503, failures: 1 };
    expect(JSON.parse(JSON.stringify(puts[0]))).toEqual({ ...expected, from, until: from + 1_000 });
    await clock.advance(1_000);
    const token = source();
    calls.at(-1)?.resolve(tokenOf("a", clock.now()));
    await token;
    expect(puts[1]).toBeUndefined();
  });

  it("shares a cooldown, and its count of failures, between processes", async () => {
    let shared: Cooldown | undefined;
    const memory = {
      get: async () => shared,
      put: async (cooldown?: Cooldown) => {
        shared = cooldown;
      },
    };
    const one = setUp({ memory });
    const other = setUp({ memory });
    const failed = one.source().catch(() => {});
    await one.clock.settle();
    one.calls[0]?.reject(new TokenError("unavailable", "down"));
    await failed;
    await expect(other.source()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
    expect(other.calls).toHaveLength(0);
    await other.clock.advance(1_000);
    const failedAgain = expect(other.source()).rejects.toMatchObject({ retryAfterMs: 2_000 });
    await other.clock.settle();
    other.calls[0]?.reject(new TokenError("unavailable", "down"));
    await failedAgain;
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no memory");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no memory"))],
  ])("fails no call if it %s", async (_, broken) => {
    const { clock, source, calls } = setUp({ memory: { get: broken, put: broken } });
    const token = source();
    await clock.settle();
    calls[0]?.resolve(tokenOf("a", clock.now()));
    expect((await token).value).toBe("a");
    const failed = expect(source()).rejects.toMatchObject({ code: "timeout", retryAfterMs: 1_000 });
    await clock.settle();
    calls[1]?.reject(new TokenError("timeout", "slow"));
    await failed;
  });
});

describe("coolingDown, for rejected tokens", () => {
  it("renews a token at once that replaced no rejected one", () => {
    const { clock, source, calls } = setUp();
    void source({ rejected: tokenOf("a", clock.now()) });
    expect(calls).toHaveLength(1);
  });

  it.each([
    { lifeMs: 3_600_000, replacements: 1, intervalMs: 1_000 },
    { lifeMs: 3_600_000, replacements: 2, intervalMs: 2_000 },
    { lifeMs: 3_600_000, replacements: 5, intervalMs: 16_000 },
    { lifeMs: 3_600_000, replacements: 6, intervalMs: 30_000 },
    { lifeMs: 3_600_000, replacements: 60, intervalMs: 30_000 },
    { lifeMs: 1_000, replacements: 1, intervalMs: 500 },
  ])(
    "renews replacement $replacements after $intervalMs ms",
    async ({ lifeMs, replacements, intervalMs }) => {
      const { clock, source, calls } = setUp();
      const rejected = { ...tokenOf("b", clock.now(), lifeMs), replacements };
      await clock.advance(intervalMs - 1);
      await expect(source({ rejected })).rejects.toMatchObject(rejectedError);
      expect(calls).toHaveLength(0);
      await clock.advance(1);
      void source({ rejected });
      expect(calls).toHaveLength(1);
    },
  );

  it("waits before it renews a token again that the exchange returned again", async () => {
    const { clock, source, calls } = setUp();
    const rejected = tokenOf("a", clock.now() - 60_000);
    const renewed = source({ rejected });
    calls[0]?.resolve(rejected);
    await expect(renewed).rejects.toMatchObject(rejectedError);
    await clock.advance(999);
    await expect(source({ rejected })).rejects.toMatchObject(rejectedError);
    expect(calls).toHaveLength(1);
    void source();
    void source({ rejected: tokenOf("b", clock.now() - 60_000) });
    expect(calls).toHaveLength(3);
    await clock.advance(1);
    void source({ rejected });
    expect(calls).toHaveLength(4);
  });

  it("renews such a token at once if the clock is set back", async () => {
    const { clock, source, calls } = setUp();
    const rejected = tokenOf("same", clock.now());
    const renewed = source({ rejected });
    calls[0]?.resolve(rejected);
    await expect(renewed).rejects.toMatchObject(rejectedError);
    clock.step(-1);
    void source({ rejected });
    expect(calls).toHaveLength(2);
  });
});
