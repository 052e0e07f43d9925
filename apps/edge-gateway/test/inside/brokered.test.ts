import { TokenError, type TokenSource } from "@wakapay/auth-core";
import { expect, test, vi } from "vitest";
import type { BrokerAnswer } from "../../src/broker-answer.ts";
import { brokered } from "../../src/brokered.ts";
import { oneAtATime } from "../../src/one-at-a-time.ts";
import { promoted } from "../../src/promoted.ts";

const TOKEN = { value: "t", issuedAt: 0, expiresAt: 1_000 };
const DIRECT = { value: "direct", issuedAt: 0, expiresAt: 1_000 };
const answered = (answer: BrokerAnswer) => () => Promise.resolve(answer);
const fallback: TokenSource = () => Promise.resolve(DIRECT);

test("the broker's token is the isolate's, and only plain data goes to the broker", async () => {
  const ask = vi.fn(answered({ ok: true, token: TOKEN }));
  const source = brokered(ask, { fallback });
  expect(await source({ rejected: TOKEN, endingAfter: 5, signal: AbortSignal.timeout(1_000) })).toEqual(
    TOKEN,
  );
  expect(ask).toHaveBeenCalledExactlyOnceWith({ rejected: TOKEN, endingAfter: 5 });
});

test("what the broker says of a failure arrives as a TokenError, and nobody exchanges behind its back", async () => {
  const error = { code: "rate_limited", message: "429", status: 429, retryAfterMs: 7_000 } as const;
  const source = brokered(answered({ ok: false, error }), { fallback });
  await expect(source()).rejects.toMatchObject({ name: "TokenError", ...error });
});

test("a broker that is down is replaced by a direct exchange", async () => {
  expect(await brokered(() => Promise.reject(new Error("gone")), { fallback })()).toEqual(DIRECT);
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
  const failing = (code: "unavailable" | "credentials_rejected") => () =>
    Promise.reject(new TokenError(code, "no"));
  expect(await promoted(failing("credentials_rejected"), fallback)()).toEqual(DIRECT);
  await expect(promoted(failing("unavailable"), fallback)()).rejects.toMatchObject({ code: "unavailable" });
  await expect(promoted(failing("credentials_rejected"), undefined)()).rejects.toMatchObject({
    code: "credentials_rejected",
  });
});
