import type { TokenSource } from "@wakapay/auth-core";
import { expect, test, vi } from "vitest";
import type { BrokerReply, BrokerRequest } from "../../../src/tokens/broker-protocol.ts";
import { brokered } from "../../../src/tokens/brokered.ts";

const TOKEN = { value: "t", issuedAt: 0, expiresAt: 1_000 };
const DIRECT = { value: "direct", issuedAt: 0, expiresAt: 1_000 };
const fallback: TokenSource = async () => DIRECT;
const failed = () => Promise.reject(new Error("gone"));

test("returns the broker's token, and sends it plain data only", async () => {
  const token = vi.fn(async (_: BrokerRequest): Promise<BrokerReply> => ({ ok: true, token: TOKEN }));
  const source = brokered({ token }, fallback);
  const signal = AbortSignal.timeout(1_000);
  expect(await source({ rejected: TOKEN, minExpiresAt: 5, signal })).toEqual(TOKEN);
  expect(token).toHaveBeenCalledExactlyOnceWith({ rejected: TOKEN, minExpiresAt: 5 });
});

test("rejects with the broker's TokenError, and does not use the fallback", async () => {
  const error = { code: "rate_limited", message: "429", status: 429, retryAfterMs: 7_000 } as const;
  const source = brokered({ token: async () => ({ ok: false, error }) }, fallback);
  await expect(source()).rejects.toMatchObject({ name: "TokenError", ...error });
});

test("uses the fallback if the broker fails", async () => {
  expect(await brokered({ token: failed }, fallback)()).toEqual(DIRECT);
});

test("does not use the fallback for a renewal before expiry", async () => {
  const direct = vi.fn(fallback);
  const source = brokered({ token: failed }, direct);
  await expect(source({ minExpiresAt: 1_000 })).rejects.toMatchObject({ code: "unavailable" });
  expect(direct).not.toHaveBeenCalled();
});

test("uses a token for the life it has left if the broker's clock differs", async () => {
  const token = vi.fn(
    async (_: BrokerRequest): Promise<BrokerReply> => ({ ok: true, token: TOKEN, now: 400 }),
  );
  const source = brokered({ token }, fallback, () => 60_000);
  const found = await source();
  expect(found).toEqual({ value: "t", issuedAt: 59_600, expiresAt: 60_600 });
  await source({ rejected: found, minExpiresAt: found.expiresAt });
  expect(token).toHaveBeenLastCalledWith({ rejected: TOKEN, minExpiresAt: 1_000 });
});
