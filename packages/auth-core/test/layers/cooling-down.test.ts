import { describe, expect, it } from "vitest";
import { TokenError, type TokenErrorCode, type TokenEvent } from "../../src/index.ts";
import { coolingDown } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "../support/fake-source.ts";

function world() {
  const clock = fakeClock();
  const { source: below, calls } = manualSource();
  const events: TokenEvent[] = [];
  const source = coolingDown(below, { ...clock, onEvent: (event) => void events.push(event) });
  async function fail(error: unknown) {
    const given = source();
    calls.at(-1)?.reject(error);
    await expect(given).rejects.toThrow(error instanceof Error ? error.message : "");
  }
  return { clock, source, calls, events, fail };
}

describe("coolingDown: after a failure the token endpoint is left alone", () => {
  it.each<{ code: TokenErrorCode; status?: number; retryAfterMs?: number; ms: number }>([
    { code: "credentials_rejected", status: 401, ms: 60_000 },
    { code: "request_rejected", status: 400, ms: 60_000 },
    { code: "unexpected_response", status: 403, ms: 60_000 },
    { code: "unexpected_response", status: 404, ms: 1_000 },
    { code: "unavailable", status: 503, ms: 1_000 },
    { code: "timeout", ms: 1_000 },
    { code: "malformed_response", status: 200, ms: 1_000 },
    { code: "rate_limited", status: 429, retryAfterMs: 90_000, ms: 90_000 },
    { code: "unavailable", status: 503, retryAfterMs: 120_000, ms: 120_000 },
  ])("$code $status cools for $ms ms, to the millisecond", async ({ code, status, retryAfterMs, ms }) => {
    const { clock, source, calls, fail } = world();
    const details = {
      ...(status !== undefined && { status }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
    await fail(new TokenError(code, "why", details));
    await clock.advance(ms - 1);
    await expect(source()).rejects.toMatchObject({
      code,
      message: "why",
      retryAfterMs: 1,
      ...(status !== undefined && { status }),
    });
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    void source();
    expect(calls).toHaveLength(2);
  });

  it("the next hundred calls after rejected credentials make no call and get the same typed error", async () => {
    const { source, calls, events, fail } = world();
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

  it("a success ends it, and a later failure begins a new one", async () => {
    const { clock, source, calls, fail } = world();
    await fail(new TokenError("timeout", "slow"));
    await clock.advance(1_000);
    const given = source();
    calls[1]?.resolve(tokenOf("a", clock.now()));
    await given;
    void source();
    expect(calls).toHaveLength(3);
  });

  it("a clock that is set to before it ends it", async () => {
    const { clock, source, calls, fail } = world();
    await fail(new TokenError("timeout", "slow"));
    clock.step(-1);
    void source();
    expect(calls).toHaveLength(2);
  });

  it("what is not a failure of the token endpoint does not cool: a caller's abort", async () => {
    const { source, calls, fail } = world();
    await fail(new DOMException("gone", "AbortError"));
    void source();
    expect(calls).toHaveLength(2);
  });
});

describe("coolingDown: refused tokens", () => {
  it.each([
    { life: 3_600_000, interval: 1_000 },
    { life: 1_000, interval: 500 },
  ])(
    "a replacement that lives $life ms is renewed only from $interval ms of its age",
    async ({ life, interval }) => {
      const { clock, source, calls } = world();
      const rejected = { ...tokenOf("b", clock.now(), life), replacements: 1 };
      await clock.advance(interval - 1);
      await expect(source({ rejected })).rejects.toMatchObject({ code: "token_rejected" });
      expect(calls).toHaveLength(0);
      await clock.advance(1);
      void source({ rejected });
      expect(calls).toHaveLength(1);
    },
  );

  it("a refused token that replaced nothing is renewed at once", () => {
    const { clock, source, calls } = world();
    void source({ rejected: tokenOf("a", clock.now()) });
    expect(calls).toHaveLength(1);
  });

  it("an exchange that yields the refused token again is token_rejected for those who name it, and cools nobody else", async () => {
    const { clock, source, calls } = world();
    const rejected = tokenOf("a", clock.now() - 60_000);
    const given = source({ rejected });
    calls[0]?.resolve(rejected);
    await expect(given).rejects.toMatchObject({ code: "token_rejected" });
    await clock.advance(999);
    await expect(source({ rejected })).rejects.toMatchObject({ code: "token_rejected" });
    expect(calls).toHaveLength(1);
    void source();
    void source({ rejected: tokenOf("b", clock.now() - 60_000) });
    expect(calls).toHaveLength(3);
    await clock.advance(1);
    void source({ rejected });
    expect(calls).toHaveLength(4);
  });
});
