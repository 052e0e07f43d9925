import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { serve } from "@wakapay/sandbox/serve";
import { afterEach, expect, test } from "vitest";
import { serveCountedGateway } from "./counted-gateway.ts";
import { CREDENTIALS } from "./local-gateway.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/**
 * Starts a gateway over tokens of the given lifetime. `call` sends one request and returns its
 * status.
 */
async function startCounted(lifetimeSeconds: number) {
  const sandbox = await serve({ credentials: [CREDENTIALS], lifetimeSeconds });
  const { key, hash } = await mintGatewayKey("demo");
  const demo = { keys: [hash], routes: [{ methods: ["GET"], path: "/business/**" }] };
  const gateway = await serveCountedGateway({
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify({ callers: { demo } }),
  });
  closing.push(() => gateway.close(), sandbox.close);
  const headers = { authorization: `Bearer ${key}` };
  return {
    sandbox,
    gateway,
    call: async () => (await fetch(`${gateway.url}/business/balance?currency=USD`, { headers })).status,
  };
}

test("makes no Durable Object call with a warm token", async () => {
  const { gateway, call } = await startCounted(3_600);
  expect(await call()).toBe(200);
  expect(await gateway.brokerCalls()).toBe(1);
  // At the same time: an idle Durable Object is evicted after ten seconds, and its count with it.
  const statuses = await Promise.all(Array.from({ length: 200 }, call));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await gateway.brokerCalls()).toBe(1);
});

test("makes at most one Durable Object call per token for successive requests", async () => {
  const { sandbox, gateway, call } = await startCounted(2);
  while (sandbox.exchanges() < 4) expect(await call()).toBe(200);
  expect(await gateway.brokerCalls()).toBeLessThanOrEqual(sandbox.exchanges());
});
