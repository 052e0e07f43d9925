import { TokenError, type TokenErrorCode, type TokenSource } from "@wakapay/auth-core";
import { describe, expect, test, vi } from "vitest";
import type { BrokerAnswer, BrokerRequest } from "../../../src/tokens/broker-protocol.ts";
import { brokered } from "../../../src/tokens/brokered.ts";
import { oneAtATime } from "../../../src/tokens/one-at-a-time.ts";
import { promoted } from "../../../src/tokens/with-next-credentials.ts";

const TOKEN = { value: "t", issuedAt: 0, expiresAt: 1_000 };
const DIRECT = { value: "direct", issuedAt: 0, expiresAt: 1_000 };
const answered = (answer: BrokerAnswer) => () => Promise.resolve(answer);
const fallback: TokenSource = () => Promise.resolve(DIRECT);

test("the broker's token is the isolate's, and only plain data goes to the broker", async () => {
  const ask = vi.fn(answered({ ok: true, token: TOKEN }));
  const source = brokered(ask, { fallback });
  expect(await source({ rejected: TOKEN, minExpiresAt: 5, signal: AbortSignal.timeout(1_000) })).toEqual(
    TOKEN,
  );
  expect(ask).toHaveBeenCalledExactlyOnceWith({ rejected: TOKEN, minExpiresAt: 5 });
});

test("what the broker says of a failure arrives as a TokenError, and nobody exchanges behind its back", async () => {
  const error = { code: "rate_limited", message: "429", status: 429, retryAfterMs: 7_000 } as const;
  const source = brokered(answered({ ok: false, error }), { fallback });
  await expect(source()).rejects.toMatchObject({ name: "TokenError", ...error });
});

test("a broker that is down is replaced by a direct exchange", async () => {
  expect(await brokered(() => Promise.reject(new Error("gone")), { fallback })()).toEqual(DIRECT);
});

test("a renewal ahead waits for the broker, and makes no exchange of the isolate's own", async () => {
  const direct = vi.fn(fallback);
  const source = brokered(() => Promise.reject(new Error("gone")), { fallback: direct });
  await expect(source({ minExpiresAt: 1_000 })).rejects.toMatchObject({ code: "unavailable" });
  expect(direct).not.toHaveBeenCalled();
});

describe("a broker whose version has no next pair, and whose only pair WakaPay rejects", () => {
  const NEXT = { value: "next", issuedAt: 500, expiresAt: 1_500 };
  const next: TokenSource = () => Promise.resolve(NEXT);
  const error = { code: "credentials_rejected", message: "401" } as const;

  test.each<[string, BrokerAnswer, number | undefined]>([
    ["that has no token", { ok: false, error, onlyPairRejected: true }, undefined],
    ["whose token is about to end", { ok: true, token: TOKEN, onlyPairRejected: true }, 1_000],
  ])("%s is helped out by an isolate that has a next pair", async (_, answer, minExpiresAt) => {
    const ask = vi.fn(answered(answer));
    const told: Promise<unknown>[] = [];
    const source = brokered(ask, { fallback, next, background: (telling) => told.push(telling) });
    expect(await source({ minExpiresAt })).toEqual(NEXT);
    await Promise.all(told);
    expect(ask.mock.calls).toEqual([[{ rejected: undefined, minExpiresAt }], [{ offered: NEXT }]]);
  });

  test("serves its token while that is good enough, and nobody exchanges", async () => {
    const ask = vi.fn(answered({ ok: true, token: TOKEN, onlyPairRejected: true }));
    expect(await brokered(ask, { fallback, next })()).toEqual(TOKEN);
    expect(ask).toHaveBeenCalledOnce();
  });

  test("is believed by an isolate without a next pair", async () => {
    const source = brokered(answered({ ok: false, error, onlyPairRejected: true }), { fallback });
    await expect(source()).rejects.toMatchObject(error);
  });

  test("is asked again by those who come while one helps it out, until it has the token", async () => {
    const helping = Promise.withResolvers<typeof NEXT>();
    let kept: BrokerAnswer = { ok: false, error, onlyPairRejected: true };
    const ask = async ({ offered }: BrokerRequest) => {
      if (offered) kept = { ok: true, token: offered, onlyPairRejected: true };
      return kept;
    };
    const helper = vi.fn(() => helping.promise);
    const source = brokered(ask, { fallback, next: oneAtATime(helper, 5_000), pauseMs: 5 });
    const calls = Array.from({ length: 10 }, () => source());
    setTimeout(() => helping.resolve(NEXT), 20);
    expect(await Promise.all(calls)).toEqual(Array(10).fill(NEXT));
    expect(helper).toHaveBeenCalledOnce();
  });

  test("is asked again only so often where nobody gets it a token", async () => {
    const ask = vi.fn(answered({ ok: false, error, onlyPairRejected: true }));
    const next = oneAtATime(() => new Promise(() => {}), 5_000);
    void next();
    await expect(brokered(ask, { fallback, next, timeoutMs: 5, pauseMs: 1 })()).rejects.toMatchObject({
      code: "unavailable",
      retryAfterMs: 1_000,
    });
  });

  test("and whose helper is rejected too, is left in peace", async () => {
    const ask = vi.fn(answered({ ok: false, error, onlyPairRejected: true }));
    const rejectedToo = () => Promise.reject(new TokenError("credentials_rejected", "401"));
    await expect(brokered(ask, { fallback, next: rejectedToo })()).rejects.toMatchObject(error);
    expect(ask).toHaveBeenCalledOnce();
  });
});

test("a silent broker is waited for only so long", async () => {
  const source = brokered(() => new Promise(() => {}), { fallback, timeoutMs: 5 });
  expect(await source()).toEqual(DIRECT);
});

test("a broker that was restarted under the call is asked once more", async () => {
  const restarted = Object.assign(new Error("reset"), { durableObjectReset: true });
  const ask = vi.fn(answered({ ok: true, token: TOKEN })).mockRejectedValueOnce(restarted);
  expect(await brokered(ask, { fallback })()).toEqual(TOKEN);
});

test("an overloaded broker is left alone", async () => {
  const overloaded = Object.assign(new Error("overloaded"), { retryable: true, overloaded: true });
  const ask = vi.fn(() => Promise.reject(overloaded));
  expect(await brokered(ask, { fallback })()).toEqual(DIRECT);
  expect(ask).toHaveBeenCalledOnce();
});

test("without the broker one request of the isolate exchanges at a time; the others are told when to come back", async () => {
  const { promise, resolve } = Promise.withResolvers<typeof TOKEN>();
  const source = oneAtATime(
    () => promise,
    5_000,
    () => 0,
  );
  const first = source();
  await expect(source()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
  resolve(TOKEN);
  expect(await first).toEqual(TOKEN);
  expect(await source()).toEqual(TOKEN);
});

test("a request that died while it exchanged is forgotten after its time", async () => {
  let now = 0;
  const died = vi.fn<TokenSource>(() => Promise.resolve(TOKEN)).mockReturnValueOnce(new Promise(() => {}));
  const source = oneAtATime(died, 5_000, () => now);
  void source();
  now = 4_999;
  await expect(source()).rejects.toMatchObject({ code: "unavailable" });
  now = 5_000;
  expect(await source()).toEqual(TOKEN);
});

test("the next pair is asked only where WakaPay rejects the current one", async () => {
  const failing = (code: TokenErrorCode) => () => Promise.reject(new TokenError(code, "no"));
  expect(await promoted(failing("credentials_rejected"), fallback)()).toEqual(DIRECT);
  expect(await promoted(failing("request_rejected"), fallback)()).toEqual(DIRECT);
  await expect(promoted(failing("unavailable"), fallback)()).rejects.toMatchObject({ code: "unavailable" });
  await expect(promoted(failing("credentials_rejected"), undefined)()).rejects.toMatchObject({
    code: "credentials_rejected",
  });
});
