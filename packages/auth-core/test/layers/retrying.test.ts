import { describe, expect, it } from "vitest";
import { TokenError, type TokenErrorCode } from "../../src/index.ts";
import { type RetryingOptions, retrying } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";

function setUp(options: RetryingOptions = {}) {
  const clock = fakeClock();
  const { source: below, calls } = manualSource();
  return { clock, calls, source: retrying(below, { ...clock, random: () => 0.5, ...options }) };
}

describe("retrying", () => {
  it.each<TokenErrorCode>(["unavailable", "timeout", "rate_limited"])("retries %s", async (code) => {
    const { clock, source, calls } = setUp();
    const token = source();
    calls[0]?.reject(new TokenError(code, "once"));
    await clock.advance(125);
    calls[1]?.resolve(tokenOf("a", 0));
    expect((await token).value).toBe("a");
  });

  it.each([
    ...(
      [
        "credentials_rejected",
        "request_rejected",
        "malformed_response",
        "unexpected_response",
        "token_rejected",
      ] as const
    ).map((code) => ({ name: code, error: new TokenError(code, "permanent") })),
    {
      name: "a permanent connection error",
      error: new TokenError("unavailable", "expired certificate", { isPermanent: true }),
    },
    { name: "an error that is no TokenError", error: new Error("a bug") },
    {
      name: "another error with a code of ours",
      error: Object.assign(new Error("a bug"), { code: "unavailable" }),
    },
  ])("does not retry $name", async ({ error }) => {
    const { clock, source, calls } = setUp();
    const failed = expect(source()).rejects.toBe(error);
    calls[0]?.reject(error);
    await failed;
    await clock.advance(30_000);
    expect(calls).toHaveLength(1);
  });

  it("rejects with the last error after four attempts", async () => {
    const { clock, source, calls } = setUp();
    const failed = expect(source()).rejects.toThrow("fault 4");
    for (let attempt = 1; attempt <= 4; attempt++) {
      calls[attempt - 1]?.reject(new TokenError("unavailable", `fault ${attempt}`));
      await clock.advance(5_000);
    }
    await failed;
    expect(calls).toHaveLength(4);
  });

  it("rejects with the caller's reason between two attempts", async () => {
    const { clock, source, calls } = setUp();
    const controller = new AbortController();
    const token = source({ signal: controller.signal });
    calls[0]?.reject(new TokenError("unavailable", "down"));
    await clock.settle();
    controller.abort("gone");
    await expect(token).rejects.toBe("gone");
    await clock.advance(30_000);
    expect(calls).toHaveLength(1);
  });
});

describe("the delay of retrying", () => {
  it.each([
    { random: 0, delays: [0, 0, 0] },
    { random: 0.5, delays: [125, 250, 500] },
    { random: 0.96, delays: [240, 480, 960] },
  ])("is $random of a limit that doubles: $delays ms", async ({ random, delays }) => {
    const { clock, source, calls } = setUp({ random: () => random });
    source().catch(() => {});
    for (const [index, ms] of delays.entries()) {
      calls[index]?.reject(new TokenError("unavailable", "down"));
      await clock.settle();
      if (ms > 0) {
        await clock.advance(ms - 1);
        expect(calls).toHaveLength(index + 1);
      }
      await clock.advance(ms > 0 ? 1 : 0);
      expect(calls).toHaveLength(index + 2);
    }
  });

  it("is at least Retry-After", async () => {
    const { clock, source, calls } = setUp();
    void source();
    calls[0]?.reject(new TokenError("rate_limited", "busy", { retryAfterMs: 2_000 }));
    await clock.advance(1_999);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });
});

describe("the deadline of retrying", () => {
  it.each([
    { retryAfterMs: 29_999, attempts: 2 },
    { retryAfterMs: 30_000, attempts: 1 },
    { retryAfterMs: 60_000, attempts: 1 },
  ])("allows $attempts attempt(s) if Retry-After is $retryAfterMs ms", async ({ retryAfterMs, attempts }) => {
    const { clock, source, calls } = setUp();
    const failed = expect(source()).rejects.toMatchObject({ name: "TokenError" });
    calls[0]?.reject(new TokenError("rate_limited", "busy", { retryAfterMs }));
    await clock.advance(29_999);
    expect(calls).toHaveLength(attempts);
    await clock.advance(1);
    await failed;
  });

  it("fails at once if Retry-After exceeds it, and returns the delay", async () => {
    const { source, calls } = setUp();
    const token = source();
    calls[0]?.reject(new TokenError("rate_limited", "busy", { retryAfterMs: 60_000 }));
    await expect(token).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 60_000 });
  });

  it("includes all attempts, and aborts the current one", async () => {
    const { clock, source, calls } = setUp({ deadlineMs: 1_000 });
    const failed = expect(source()).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(999);
    expect(calls[0]?.request?.signal?.aborted).toBe(false);
    await clock.advance(1);
    await failed;
    expect(calls[0]?.request?.signal?.aborted).toBe(true);
  });

  it("is shorter if the request has less time left", async () => {
    const { clock, source } = setUp();
    const failed = expect(source({ remainingMs: 500 })).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(500);
    await failed;
  });

  it("names the host and the option in its error", async () => {
    const { clock, source } = setUp({ baseUrl: "https://api.example/v1", deadlineMs: 1_000 });
    const failed = expect(source()).rejects.toThrow(/https:\/\/api\.example within 1000 ms.*`deadlineMs`/);
    await clock.advance(1_000);
    await failed;
  });

  it("does not include time in which the process was suspended", async () => {
    const { clock, source, calls } = setUp({ deadlineMs: 1_000 });
    const token = source();
    clock.step(3_600_000);
    calls[0]?.reject(new TokenError("unavailable", "the connection was closed"));
    await clock.advance(1_125);
    calls[1]?.resolve(tokenOf("a", clock.now()));
    expect((await token).value).toBe("a");
  });
});
