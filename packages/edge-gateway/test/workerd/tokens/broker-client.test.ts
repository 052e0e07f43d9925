import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { createBrokerClient } from "../../../src/tokens/broker-client.ts";
import type { BrokerReply } from "../../../src/tokens/broker-protocol.ts";

const REPLY: BrokerReply = { ok: true, token: { value: "t", issuedAt: 0, expiresAt: 1_000 } };

/** A client whose broker responds with `token`. */
function clientOf(token: () => Promise<BrokerReply>, timeoutMs?: number) {
  const broker = new Proxy(Object(env.TOKEN_BROKER), { get: () => () => ({ token }) });
  return createBrokerClient(
    { broker, environment: "local", baseUrl: "http://127.0.0.1", account: "default" },
    timeoutMs,
  );
}

test("repeats a call once if the broker was restarted", async () => {
  const restarted = Object.assign(new Error("reset"), { durableObjectReset: true });
  const token = vi.fn(async () => REPLY).mockRejectedValueOnce(restarted);
  expect(await clientOf(token).token({})).toEqual(REPLY);
  expect(token).toHaveBeenCalledTimes(2);
});

test("does not repeat a call if the broker is overloaded", async () => {
  const overloaded = Object.assign(new Error("overloaded"), { retryable: true, overloaded: true });
  const token = vi.fn(() => Promise.reject(overloaded));
  await expect(clientOf(token).token({})).rejects.toBe(overloaded);
  expect(token).toHaveBeenCalledOnce();
});

test("rejects if the broker does not respond in time", async () => {
  await expect(clientOf(() => new Promise(() => {}), 5).token({})).rejects.toThrow();
});
