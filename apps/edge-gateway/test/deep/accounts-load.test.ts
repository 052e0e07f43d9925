import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { type AccountName, serveAccounts } from "../http/accounts-gateway.ts";

/** The gateway with a further route, `/evict`, which evicts the broker of `eu` from memory. */
const EVICTABLE_EU = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { GatewayEntrypoint } from "./index.js";
export class TokenBroker extends Broker {
  evict() { this.ctx.abort("evicted by the test"); }
}
export default {
  async fetch(request, env, ctx) {
    if (!request.url.endsWith("/evict")) return gateway.fetch(request, env, ctx);
    const broker = env.TOKEN_BROKER.getByName("local " + env.WAKAPAY_BASE_URL + " eu");
    return new Response(await broker.evict().catch((error) => error.message));
  },
};`;
/** A replacement of a rejected token can be replaced after 1 second. */
const REVOCATION_INTERVAL_MS = 2_100;
const SENDERS = 64;
const REQUESTS_PER_SENDER = 150;
const TIMEOUT_MS = 240_000;

test("keeps an account at one exchange while another is revoked and evicted", {
  timeout: TIMEOUT_MS,
}, async () => {
  const gateway = await serveAccounts({ main: EVICTABLE_EU });
  const outcomes: Record<string, number> = {};
  const disturbances = { revocations: 0, evictions: 0 };
  let isDone = false;

  async function sendRequests(account: AccountName): Promise<void> {
    for (let sent = 0; sent < REQUESTS_PER_SENDER; sent += 1) {
      const outcome = `${account} ${await gateway.call(account)}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }

  async function disturbEu(): Promise<void> {
    while (!isDone) {
      const token = gateway.sandbox.state().tokens.findLast(({ account }) => account === "eu");
      disturbances.revocations += gateway.sandbox.revoke(token?.tokenId ?? "none");
      await wait(REVOCATION_INTERVAL_MS / 2);
      await fetch(`${gateway.gateway.url}/evict`);
      disturbances.evictions += 1;
      await wait(REVOCATION_INTERVAL_MS / 2);
    }
  }

  const disturbing = disturbEu();
  const senders = Array.from({ length: SENDERS }, (_, sender) =>
    sendRequests(sender % 2 === 0 ? "default" : "eu"),
  );
  await Promise.all(senders);
  isDone = true;
  await disturbing;
  expect(await gateway.call("eu")).toBe("200");

  const sent = (REQUESTS_PER_SENDER * SENDERS) / 2;
  expect(outcomes).toEqual({ "default 200": sent, "eu 200": sent });
  // The journal keeps the latest requests only, so the issued tokens are counted.
  const issuedTo = (wanted: AccountName) =>
    gateway.sandbox.state().tokens.filter(({ account }) => account === wanted).length;
  expect(issuedTo("default")).toBe(1);
  // An eviction can discard an exchange in flight.
  const { revocations, evictions } = disturbances;
  expect(issuedTo("eu")).toBeGreaterThanOrEqual(1 + revocations);
  expect(issuedTo("eu")).toBeLessThanOrEqual(1 + revocations + evictions);
  expect(await gateway.close()).not.toMatch(/canary|eyJ|wgk_\w{9}/);
});
