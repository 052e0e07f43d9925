import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { mintGatewayKey } from "../../src/gateway-key.ts";
import { type ServedGateway, serveGateway } from "../served/serve-gateway.ts";

const CREDENTIALS = { apiKey: "canary-key-under-load", apiSecret: "canary-secret-under-load" };
const LIFETIME_SECONDS = 3;
const PAUSE_MS = 700;

/** The gateway, with a door of the tests' own that throws the broker out of memory in the middle of its calls. */
const EVICTABLE = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { BoundService } from "./index.js";
export class TokenBroker extends Broker {
  evict() { this.ctx.abort("evicted by the test"); }
}
export default {
  async fetch(request, env, ctx) {
    if (!request.url.endsWith("/evict")) return gateway.fetch(request, env, ctx);
    const broker = env.TOKEN_BROKER.getByName("local " + env.WAKAPAY_BASE_URL);
    const how = await broker.evict().catch((error) => error.message);
    return new Response(how);
  },
};`;

/** How much, and against which kind of API. */
export interface LoadOptions {
  readonly requests: number;
  readonly concurrency: number;
  readonly singleLiveToken: boolean;
}

/** What came of it. */
export interface LoadResult {
  /** Answers by status, and by problem where the gateway refused. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly exchanges: number;
  /** The most exchanges that the policy gives for the time it took and the faults that were injected. */
  readonly exchangesAtMost: number;
  /** Connections that WakaPay broke: as many calls may have failed by them. */
  readonly broken: number;
  /** All that the gateway printed, and all bodies that it answered. */
  readonly text: string;
}

/**
 * Sends requests, and meanwhile revokes tokens, breaks connections, fails and delays exchanges, and throws the broker out of
 * memory. Tokens live for three seconds.
 */
export async function loadRun({ requests, concurrency, singleLiveToken }: LoadOptions): Promise<LoadResult> {
  const sandbox = await serve({
    credentials: [CREDENTIALS],
    lifetimeSeconds: LIFETIME_SECONDS,
    singleLiveToken,
  });
  const { key, hash } = await mintGatewayKey("load");
  const policy = {
    callers: { load: { keys: [hash], routes: [{ methods: ["GET", "POST"], path: "/business/**" }] } },
  };
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify(policy),
  };
  const gateway = await serveGateway({ variables, main: EVICTABLE });
  const outcomes: Record<string, number> = {};
  const bodies = new Set<string>();
  const startedAt = Date.now();
  const disturbance = disturb(sandbox, gateway);

  let left = requests;
  async function caller(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const outcome = await call(gateway.url, key, left, bodies);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: concurrency }, caller));
  const { revocations, failures, broken, evictions } = await disturbance.end();

  const renewals = Math.ceil((Date.now() - startedAt) / (LIFETIME_SECONDS * 1000 * 0.65));
  const exchanges = sandbox.exchanges();
  const printed = await gateway.close();
  await sandbox.close();
  // An eviction in the middle of an exchange loses it, and may make the isolate exchange directly.
  const exchangesAtMost = 1 + renewals + revocations + failures + 2 * evictions;
  return { outcomes, exchanges, exchangesAtMost, broken, text: printed + [...bodies].join("\n") };
}

/** One call in ten is a POST that may be sent again. Answers its outcome in a word. */
async function call(url: string, key: string, number: number, bodies: Set<string>): Promise<string> {
  const authorization = `Bearer ${key}`;
  const isPost = number % 10 === 0;
  const headers = {
    authorization,
    "content-type": "application/json",
    "idempotency-key": `payout-${number}`,
  };
  const answer = await (isPost
    ? fetch(`${url}/business/sandbox-echo`, { method: "POST", headers, body: JSON.stringify({ number }) })
    : fetch(`${url}/business/balance?currency=USD`, { headers: { authorization } }));
  const text = await answer.text();
  if (answer.ok) return `${answer.status}`;
  bodies.add(text);
  return `${answer.status} ${Object(JSON.parse(text)).type}`;
}

/** One disturbance after the other, with pauses; a token is revoked only as often as the policy renews by force. */
function disturb(sandbox: ServedSandbox, gateway: ServedGateway) {
  const counts = { revocations: 0, failures: 0, broken: 0, evictions: 0 };
  const stopped = new AbortController();
  const steps = [
    () => {
      counts.revocations += 1;
      sandbox.revoke();
    },
    () => {
      counts.failures += 1;
      sandbox.fault({ status: 503, times: 1 });
    },
    async () => {
      counts.evictions += 1;
      const how = await (await fetch(`${gateway.url}/evict`)).text();
      if (how !== "evicted by the test") throw new Error(`The broker was not evicted: ${how}`);
    },
    () => {
      counts.broken += 1;
      sandbox.fault({ route: "business", hangUp: true, times: 1 });
    },
    () => {
      counts.failures += 1;
      sandbox.fault({ delayMs: 200, times: 1 });
    },
  ];

  async function run(): Promise<void> {
    for (let step = 0; !stopped.signal.aborted; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      if (!stopped.signal.aborted) await steps[step % steps.length]?.();
    }
  }
  const running = run();
  return {
    async end() {
      stopped.abort();
      await running;
      return counts;
    },
  };
}
