import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { mintGatewayKey } from "../../src/access/gateway-key.ts";
import { type ServedGateway, serveGateway } from "../http/serve-gateway.ts";
import { type Evidence, filesOf, recorded } from "./evidence.ts";

const CREDENTIALS = { apiKey: "canary-key-under-load", apiSecret: "canary-secret-under-load" };
const NEXT = { apiKey: "canary-next-key-under-load", apiSecret: "canary-next-secret-under-load" };
/** The sandbox's tokens begin with this header, `{"alg":"HS256","typ":"JWT"}`. */
const TOKENS = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const LIFETIME_SECONDS = 3;
/** The policy renews a refused replacement only once half of its life is over; the rest is for the renewal itself. */
const BETWEEN_REVOCATIONS_MS = 3_500;

/** The gateway, with a door of the tests' own that throws the broker out of memory in the middle of its calls. */
const EVICTABLE = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { GatewayEntrypoint } from "./index.js";
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
  /** Between two disturbances. */
  readonly pauseMs: number;
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
  readonly evidence: Evidence;
  /** What must not be in the evidence: both pairs, the gateway's keys, the beginning of every token. */
  readonly secrets: readonly string[];
}

/**
 * Sends requests, and meanwhile revokes tokens, breaks connections, fails and delays exchanges, and throws the broker out of
 * memory. Tokens live for three seconds.
 */
export async function loadRun({
  requests,
  concurrency,
  pauseMs,
  singleLiveToken,
}: LoadOptions): Promise<LoadResult> {
  const sandbox = await serve({
    credentials: [CREDENTIALS],
    lifetimeSeconds: LIFETIME_SECONDS,
    singleLiveToken,
  });
  const storage = await mkdtemp(join(tmpdir(), "broker-"));
  const { key, hash } = await mintGatewayKey("load");
  const retired = await mintGatewayKey("load");
  const policy = {
    callers: {
      load: { keys: [hash], operator: true, routes: [{ methods: ["GET", "POST"], path: "/business/**" }] },
    },
  };
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    WAKAPAY_API_KEY_NEXT: NEXT.apiKey,
    WAKAPAY_API_SECRET_NEXT: NEXT.apiSecret,
    GATEWAY_POLICY: JSON.stringify(policy),
  };
  const gateway = await serveGateway({ variables, storage, main: EVICTABLE });
  const outcomes: Record<string, number> = {};
  const answers: string[] = [];
  const startedAt = Date.now();
  const disturbance = disturb(sandbox, gateway, pauseMs);

  let left = requests;
  async function caller(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const outcome = await call(gateway.url, key, left, answers);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: concurrency }, caller));
  const { revocations, failures, broken, evictions } = await disturbance.end();

  const renewals = Math.ceil((Date.now() - startedAt) / (LIFETIME_SECONDS * 1000 * 0.65));
  const exchanges = sandbox.exchanges();
  for (const path of ["/readyz", "/healthz", "/business/auth", "/business/balance?currency=x"]) {
    for (const authorization of [`Bearer ${key}`, `Bearer ${retired.key}`]) {
      const answer = await fetch(gateway.url + path, { headers: { authorization } });
      answers.push((await recorded(answer)).text);
    }
  }
  const printed = await gateway.close();
  const evidence = { printed, answers, stored: await filesOf(storage), journal: sandbox.journal() };
  await sandbox.close();
  await rm(storage, { recursive: true });
  // An eviction in the middle of an exchange loses it, and may make the isolate exchange directly.
  const exchangesAtMost = 1 + renewals + revocations + failures + 2 * evictions;
  const secrets = [...Object.values(CREDENTIALS), ...Object.values(NEXT), key, retired.key, TOKENS];
  return { outcomes, exchanges, exchangesAtMost, broken, evidence, secrets };
}

/** One call in ten is a POST that may be sent again. Answers its outcome in a word. */
async function call(url: string, key: string, number: number, answers: string[]): Promise<string> {
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
  const { text, body } = await recorded(answer);
  answers.push(text);
  return answer.ok ? `${answer.status}` : `${answer.status} ${Object(JSON.parse(body)).type}`;
}

/** One disturbance after the other, with pauses; a token is revoked only as often as the policy renews by force. */
function disturb(sandbox: ServedSandbox, gateway: ServedGateway, pauseMs: number) {
  const counts = { revocations: 0, failures: 0, broken: 0, evictions: 0 };
  let revokedAt = 0;
  const stopped = new AbortController();
  const steps = [
    () => {
      if (Date.now() - revokedAt < BETWEEN_REVOCATIONS_MS) return;
      revokedAt = Date.now();
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
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
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
