import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { serve } from "@wakapay/sandbox/serve";
import { serveGateway } from "../http/serve-gateway.ts";
import { disturb } from "./disturb.ts";
import { type Evidence, readFiles, readResponse } from "./evidence.ts";

const CREDENTIALS = { apiKey: "canary-key-under-load", apiSecret: "canary-secret-under-load" };
const NEXT_CREDENTIALS = {
  apiKey: "canary-next-key-under-load",
  apiSecret: "canary-next-secret-under-load",
};
/** The start of every token of the sandbox: `{"alg":"HS256","typ":"JWT"}`. */
const TOKEN_HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const LIFETIME_SECONDS = 3;
/** The earliest renewal, as a fraction of the lifetime. */
const RENEW_AFTER = 0.65;
const EVICTED = "evicted by the test";

/** The gateway with a further route, `/evict`, which evicts the broker from memory. */
const EVICTABLE_GATEWAY = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { CallerQuota, GatewayEntrypoint } from "./index.js";
export class TokenBroker extends Broker {
  evict() { this.ctx.abort("${EVICTED}"); }
}
export default {
  async fetch(request, env, ctx) {
    if (!request.url.endsWith("/evict")) return gateway.fetch(request, env, ctx);
    const broker = env.TOKEN_BROKER.getByName("local " + env.WAKAPAY_BASE_URL);
    return new Response(await broker.evict().catch((error) => error.message));
  },
};`;

/** Options of {@link runLoad}. */
export interface LoadOptions {
  /** Total number of requests. */
  readonly requests: number;
  /** Maximum number of requests at the same time. */
  readonly concurrency: number;
  /** Time between two disturbances, in milliseconds. */
  readonly pauseMs: number;
  /** Whether a new token invalidates earlier ones. */
  readonly singleLiveToken: boolean;
}

/** The result of {@link runLoad}. */
export interface LoadResult {
  /** Number of responses by status, and by problem if there is one. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly exchanges: number;
  /** Maximum number of exchanges for the duration and the disturbances. */
  readonly maxExchanges: number;
  /** Connections that WakaPay closed without a response. */
  readonly hangUps: number;
  readonly evidence: Evidence;
  /** What the evidence must not contain: credentials, gateway keys, and the start of tokens. */
  readonly secrets: readonly string[];
}

/**
 * Sends requests while tokens are revoked, exchanges fail, connections are closed, and the broker
 * is evicted. Tokens are valid for 3 seconds.
 */
export async function runLoad({
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
  const routes = [{ methods: ["GET", "POST"], path: "/business/**" }];
  const gateway = await serveGateway({
    storage,
    main: EVICTABLE_GATEWAY,
    variables: {
      GATEWAY_ENVIRONMENT: "local",
      WAKAPAY_BASE_URL: sandbox.url,
      WAKAPAY_API_KEY: CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
      WAKAPAY_API_KEY_NEXT: NEXT_CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET_NEXT: NEXT_CREDENTIALS.apiSecret,
      GATEWAY_POLICY: JSON.stringify({ callers: { load: { keys: [hash], operator: true, routes } } }),
    },
  });
  const outcomes: Record<string, number> = {};
  const responses: string[] = [];
  let remaining = requests;

  async function evictBroker(): Promise<void> {
    const result = await (await fetch(`${gateway.url}/evict`)).text();
    if (result !== EVICTED) throw new Error(`The broker was not evicted: ${result}`);
  }

  async function sendRequests(): Promise<void> {
    while (remaining > 0) {
      remaining -= 1;
      const response = await sendRequest(gateway.url, key, remaining);
      const { text, body } = await readResponse(response);
      responses.push(text);
      const outcome = response.ok
        ? `${response.status}`
        : `${response.status} ${Object(JSON.parse(body)).type}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }

  const startedAt = Date.now();
  const stopDisturbances = disturb({ sandbox, evictBroker, pauseMs });
  await Promise.all(Array.from({ length: concurrency }, sendRequests));
  const { revocations, failures, hangUps, evictions } = await stopDisturbances();
  const durationMs = Date.now() - startedAt;
  const exchanges = sandbox.exchanges();

  for (const path of ["/readyz", "/healthz", "/business/auth", "/business/balance?currency=x"]) {
    for (const authorization of [`Bearer ${key}`, `Bearer ${retired.key}`]) {
      const response = await fetch(gateway.url + path, { headers: { authorization } });
      responses.push((await readResponse(response)).text);
    }
  }
  const printed = await gateway.close();
  const evidence = { printed, responses, stored: await readFiles(storage), journal: sandbox.journal() };
  await sandbox.close();
  await rm(storage, { recursive: true });

  const renewals = Math.ceil(durationMs / (LIFETIME_SECONDS * 1_000 * RENEW_AFTER));
  // An eviction can discard an exchange in flight, and an isolate may then make one directly.
  const maxExchanges = 1 + renewals + revocations + failures + 2 * evictions;
  const credentials = [CREDENTIALS, NEXT_CREDENTIALS].flatMap((pair) => Object.values(pair));
  return {
    outcomes,
    exchanges,
    maxExchanges,
    hangUps,
    evidence,
    secrets: [...credentials, key, retired.key, TOKEN_HEADER],
  };
}

/** Sends a GET, or a POST with an `Idempotency-Key` for every tenth number. */
function sendRequest(url: string, key: string, number: number): Promise<Response> {
  const authorization = `Bearer ${key}`;
  if (number % 10 !== 0) return fetch(`${url}/business/balance?currency=USD`, { headers: { authorization } });
  return fetch(`${url}/business/sandbox-echo`, {
    method: "POST",
    headers: {
      authorization,
      "content-type": "application/json",
      "idempotency-key": `payout-${number}`,
    },
    body: JSON.stringify({ number }),
  });
}
