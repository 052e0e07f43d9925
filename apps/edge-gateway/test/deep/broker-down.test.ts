import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { describe, type TestContext, test } from "vitest";
import { CREDENTIALS } from "../http/local-gateway.ts";
import { type ServedGateway, serveGateway } from "../http/serve-gateway.ts";

/**
 * The gateway with a broker that fails as the test says: as Cloudflare's runtime reports it, or
 * without a response. Its alarm runs only in mode `well`.
 */
const FAILING_BROKER = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { CallerQuota, GatewayEntrypoint } from "./index.js";
let mode = "new";
export class TokenBroker extends Broker {
  token(request) {
    if (mode === "overloaded") {
      const error = new Error("Durable Object is overloaded. Too many requests queued.");
      throw Object.assign(error, { overloaded: true, retryable: true });
    }
    if (mode === "reset") this.ctx.abort("reset by the test");
    if (mode === "silent") return new Promise(() => {});
    return super.token(request);
  }
  alarm() {
    if (mode === "well") return super.alarm();
  }
}
export default {
  fetch(request, env, ctx) {
    const [, change] = request.url.split("/broker/");
    if (change === undefined) return gateway.fetch(request, env, ctx);
    mode = change;
    return new Response(mode);
  },
};`;
const LIFETIME_SECONDS = 2;
const UNAVAILABLE = "503 urn:wakapay-gateway:problem:token_unavailable";

interface Rig {
  readonly sandbox: ServedSandbox;
  readonly gateway: ServedGateway;
  /** Sets how the broker fails. With `well`, it works. */
  setBroker(mode: string): Promise<Response>;
  /**
   * Sends a request. Returns its status, and the problem of a 503, which must have `Retry-After`.
   */
  call(): Promise<string>;
  /** Returns when the broker's token expires, in epoch milliseconds. */
  tokenExpiresAt(): Promise<number>;
}

/** Starts a gateway in front of a sandbox. Both end with the test. */
async function startRig(onTestFinished: TestContext["onTestFinished"]): Promise<Rig> {
  const sandbox = await serve({ credentials: [CREDENTIALS], lifetimeSeconds: LIFETIME_SECONDS });
  const { key, hash } = await mintGatewayKey("demo");
  const demo = { keys: [hash], operator: true, routes: [{ methods: ["GET"], path: "/business/balance" }] };
  const gateway = await serveGateway({
    main: FAILING_BROKER,
    variables: {
      GATEWAY_ENVIRONMENT: "local",
      WAKAPAY_BASE_URL: sandbox.url,
      WAKAPAY_API_KEY: CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
      GATEWAY_POLICY: JSON.stringify({ callers: { demo } }),
    },
  });
  const authorization = `Bearer ${key}`;
  onTestFinished(async () => {
    await gateway.close();
    await sandbox.close();
  });
  return {
    sandbox,
    gateway,
    setBroker: (mode) => fetch(`${gateway.url}/broker/${mode}`),
    async call() {
      const response = await fetch(`${gateway.url}/business/balance?currency=USD`, {
        headers: { authorization },
      });
      const { type } = Object(await response.json());
      if (response.status !== 503) return `${response.status}`;
      if (!/^[1-9]\d*$/.test(response.headers.get("retry-after") ?? "")) return "503 without Retry-After";
      return `503 ${type}`;
    },
    async tokenExpiresAt() {
      const response = await fetch(`${gateway.url}/readyz`, { headers: { authorization } });
      return Object(await response.json()).accounts.default.broker.token.expiresAt;
    },
  };
}

// Concurrent, because one test waits as long as an isolate waits for a broker.
describe.concurrent("without the broker", () => {
  test.for(["overloaded", "reset", "silent"])(
    "serves the isolate's token until it expires, then exchanges directly (%s)",
    { timeout: 60_000 },
    async (mode, { expect, onTestFinished }) => {
      const { sandbox, call, tokenExpiresAt, setBroker } = await startRig(onTestFinished);
      const startedAt = Date.now();
      expect(await call()).toBe("200");
      // The isolate counts the life that the token had left from the start of its own request.
      const callMs = Date.now() - startedAt;
      const expiresAt = await tokenExpiresAt();
      await setBroker(mode);
      const outcomes = new Set<string>();
      while (sandbox.exchanges() < 2) outcomes.add(await call());
      expect(outcomes).toEqual(new Set(["200"]));
      const [, own] = sandbox.journal().filter(({ path }) => path === "/business/auth");
      expect(own?.at).toBeGreaterThanOrEqual(expiresAt - callMs);
    },
  );

  test("lets one of forty first requests exchange, and tells the others when to retry", async ({
    expect,
    onTestFinished,
  }) => {
    const { sandbox, call, setBroker } = await startRig(onTestFinished);
    await setBroker("overloaded");
    sandbox.fault({ delayMs: 300, times: 1 });
    const outcomes = await Promise.all(Array.from({ length: 40 }, call));
    expect(new Set(outcomes)).toEqual(new Set(["200", UNAVAILABLE]));
    expect(await call()).toBe("200");
    expect(sandbox.exchanges()).toBe(1);
  });

  test("makes one exchange per cooldown if the token endpoint fails", async ({ expect, onTestFinished }) => {
    const { sandbox, call, setBroker } = await startRig(onTestFinished);
    await setBroker("overloaded");
    sandbox.fault({ status: 500, retryAfter: 60 });
    for (let request = 0; request < 20; request += 1) expect(await call()).toBe(UNAVAILABLE);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("uses the broker again when it has recovered", async ({ expect, onTestFinished }) => {
    const { sandbox, gateway, call, setBroker } = await startRig(onTestFinished);
    await setBroker("overloaded");
    expect(await call()).toBe("200");
    await setBroker("well");
    while (sandbox.exchanges() < 3) expect(await call()).toBe("200");
    const origins = (await gateway.close()).match(/"tokenFrom":"(?:direct|broker)"/g);
    expect(origins?.slice(0, 2)).toEqual(['"tokenFrom":"direct"', '"tokenFrom":"broker"']);
  });
});
