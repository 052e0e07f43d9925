import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { serve } from "@wakapay/sandbox/serve";
import { afterEach, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { CREDENTIALS } from "./local-gateway.ts";

const root = new URL("../../", import.meta.url);
/** `BURST_SMALL` of wrangler.jsonc. */
const LIMIT = 20;
const PERIOD_MS = 10_000;

const sandbox = await serve({ credentials: [CREDENTIALS] });
const server = createTestHarness();
afterEach(async () => {
  await server.close();
  await sandbox.close();
});

// A bare workerd has no rate limiter, so this test uses wrangler's.
test("limits a caller's requests as wrangler.jsonc says, and no other caller's", async () => {
  const [hasty, calm, free] = await Promise.all(["hasty", "calm", "free"].map(mintGatewayKey));
  if (!(hasty && calm && free)) throw new TypeError("No keys");
  const routes = [{ methods: ["GET"], path: "/business/balance" }];
  const callers = {
    hasty: { keys: [hasty.hash], routes, burst: "small" },
    calm: { keys: [calm.hash], routes, burst: "small" },
    free: { keys: [free.hash], routes },
  };
  await server.update({
    workers: [
      {
        configPath: new URL("wrangler.jsonc", root),
        env: "local",
        prebuiltWorkerDir: new URL("dist/", root),
        vars: { WAKAPAY_BASE_URL: sandbox.url, GATEWAY_POLICY: JSON.stringify({ callers }) },
        secrets: { WAKAPAY_API_KEY: CREDENTIALS.apiKey, WAKAPAY_API_SECRET: CREDENTIALS.apiSecret },
      },
    ],
  });
  await server.listen();
  const call = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const response = await server.fetch("/business/balance?currency=USD", { headers });
    await response.text();
    return `${response.status} ${response.headers.get("retry-after") ?? ""}`.trim();
  };
  const outcomes: string[] = [];
  const startedAt = Date.now();
  while (!outcomes.includes("429 10")) {
    outcomes.push(...(await Promise.all(Array.from({ length: LIMIT + 5 }, () => call(hasty.key)))));
  }
  // The requests may fall into several periods of the limiter.
  const periods = Math.floor((Date.now() - startedAt) / PERIOD_MS) + 2;
  const passed = outcomes.filter((outcome) => outcome === "200");
  expect(passed.length).toBeGreaterThanOrEqual(LIMIT);
  expect(passed.length).toBeLessThanOrEqual(periods * LIMIT);
  expect(new Set(outcomes)).toEqual(new Set(["200", "429 10"]));
  expect(await call(calm.key)).toBe("200");
  const unlimited = await Promise.all(Array.from({ length: 3 * LIMIT }, () => call(free.key)));
  expect(new Set(unlimited)).toEqual(new Set(["200"]));
});
