import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CREDENTIALS } from "../http/local-gateway.ts";
import { type ServedGateway, serveGateway } from "../http/serve-gateway.ts";

const PER_DAY = 500;
/** Two versions of the gateway: two isolates that share the Durable Objects. */
const ISOLATES = ["GATEWAY", "BESIDE"];

/** The gateway, and a path that ends the caller's Durable Object, as an eviction does. */
const MAIN = `
import gateway, { CallerQuota as Quota } from "./index.js";
export { GatewayEntrypoint, TokenBroker } from "./index.js";
export class CallerQuota extends Quota {
  evict() { this.ctx.abort("evicted"); }
}
export default {
  async fetch(request, env, ctx) {
    if (!request.url.endsWith("/evict")) return gateway.fetch(request, env, ctx);
    const quota = env.CALLER_QUOTA.getByName("local demo");
    return new Response(await quota.evict().catch((error) => error.message));
  },
};`;
const SPLIT = `export default {
  fetch: (request, env) => env[request.headers.get("x-isolate")].fetch(request),
};`;

let sandbox: ServedSandbox;
let gateway: ServedGateway;
let key: string;
beforeEach(async () => {
  sandbox = await serve({ credentials: [CREDENTIALS] });
  const minted = await mintGatewayKey("demo");
  key = minted.key;
  const demo = {
    keys: [minted.hash],
    routes: [{ methods: ["GET"], path: "/business/balance" }],
    quota: { perDay: PER_DAY },
  };
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify({ callers: { demo } }),
  };
  gateway = await serveGateway({
    variables,
    beside: variables,
    main: MAIN,
    frontModule: SPLIT,
    front: { GATEWAY: { service: "gateway" }, BESIDE: { service: "beside" } },
  });
});
afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Sends a request to one of the isolates, and returns the status. */
async function send(isolate: string, path = "/business/balance?currency=USD"): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "x-isolate": isolate };
  const response = await fetch(gateway.url + path, { headers });
  await response.arrayBuffer();
  return response.status;
}

/** Sends requests to both isolates, in rounds of 40 at once. Returns how often each status came. */
async function sendRounds(rounds: number, afterRound = async () => {}): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const isolates = Array.from({ length: 20 }, () => ISOLATES).flat();
    const statuses = await Promise.all(isolates.map((isolate) => send(isolate)));
    for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
    await afterRound();
  }
  return counts;
}

/** How many requests WakaPay received. */
const received = () => sandbox.journal().filter(({ path }) => path === "/business/balance").length;

test("is exact for two isolates with concurrent requests", async () => {
  expect(await sendRounds(20)).toEqual({ 200: PER_DAY, 429: 20 * 40 - PER_DAY });
  expect(received()).toBe(PER_DAY);
});

test("is never exceeded if the Durable Object is evicted again and again", async () => {
  const counts = await sendRounds(20, async () => void (await send("GATEWAY", "/evict")));
  expect(received()).toBe(counts["200"]);
  expect(counts["200"]).toBeLessThanOrEqual(PER_DAY);
  expect(counts["200"]).toBeGreaterThanOrEqual(Math.ceil((PER_DAY * 10) / 11));
});
