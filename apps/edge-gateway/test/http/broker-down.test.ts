import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { describe, type TestContext, test } from "vitest";
import { mintGatewayKey } from "../../src/access/gateway-key.ts";
import { CREDENTIALS } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/** The gateway, with a broker that renews nothing by itself until it is called well, and that the test puts out of order: as Cloudflare's runtime reports it, or without a word. */
const OUT_OF_ORDER = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { GatewayEntrypoint } from "./index.js";
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
  /** Puts the broker out of order, or in order again (`well`). */
  brokerIs(mode: string): Promise<Response>;
  /** One call: its status, with the problem where the gateway refused, which must say when to come back. */
  call(): Promise<string>;
  /** When the broker's token ends, in epoch ms. */
  tokenEnd(): Promise<number>;
}

/** A gateway over a sandbox, and a way to put its broker out of order. Both end with the test. */
async function startRig(onTestFinished: TestContext["onTestFinished"]): Promise<Rig> {
  const sandbox = await serve({ credentials: [CREDENTIALS], lifetimeSeconds: LIFETIME_SECONDS });
  const { key, hash } = await mintGatewayKey("demo");
  const demo = { keys: [hash], operator: true, routes: [{ methods: ["GET"], path: "/business/balance" }] };
  const gateway = await serveGateway({
    main: OUT_OF_ORDER,
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
    brokerIs: (mode) => fetch(`${gateway.url}/broker/${mode}`),
    async call() {
      const answer = await fetch(`${gateway.url}/business/balance?currency=USD`, {
        headers: { authorization },
      });
      const { type } = Object(await answer.json());
      if (answer.status !== 503) return `${answer.status}`;
      if (!/^[1-9]\d*$/.test(answer.headers.get("retry-after") ?? "")) return "503 without Retry-After";
      return `503 ${type}`;
    },
    async tokenEnd() {
      const answer = await fetch(`${gateway.url}/readyz`, { headers: { authorization } });
      return Object(await answer.json()).broker.token.expiresAt;
    },
  };
}

// Side by side, since one waits for as long as an isolate waits for a silent broker.
describe.concurrent("without its broker", () => {
  test.for(["overloaded", "reset", "silent"])(
    "(%s) the isolate's token serves to its end, then one exchange of the isolate's own",
    { timeout: 60_000 },
    async (mode, { expect, onTestFinished }) => {
      const { sandbox, call, tokenEnd, brokerIs } = await startRig(onTestFinished);
      expect(await call()).toBe("200");
      const expiresAt = await tokenEnd();
      await brokerIs(mode);
      const outcomes = new Set<string>();
      while (sandbox.exchanges() < 2) outcomes.add(await call());
      expect(outcomes).toEqual(new Set(["200"]));
      const [, own] = sandbox.journal().filter(({ path }) => path === "/business/auth");
      expect(own?.at).toBeGreaterThanOrEqual(expiresAt);
    },
  );

  test("of forty first requests one exchanges, and the others are told when to come back", async ({
    expect,
    onTestFinished,
  }) => {
    const { sandbox, call, brokerIs } = await startRig(onTestFinished);
    await brokerIs("overloaded");
    sandbox.fault({ delayMs: 300, times: 1 });
    const outcomes = await Promise.all(Array.from({ length: 40 }, call));
    expect(new Set(outcomes)).toEqual(new Set(["200", UNAVAILABLE]));
    expect(await call()).toBe("200");
    expect(sandbox.exchanges()).toBe(1);
  });

  test("a failing token endpoint is left alone for a while, and all are told when to come back", async ({
    expect,
    onTestFinished,
  }) => {
    const { sandbox, call, brokerIs } = await startRig(onTestFinished);
    await brokerIs("overloaded");
    sandbox.fault({ status: 500 });
    for (let request = 0; request < 20; request += 1) expect(await call()).toBe(UNAVAILABLE);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("an isolate gets on, and asks the broker again once it is well", async ({
    expect,
    onTestFinished,
  }) => {
    const { sandbox, gateway, call, brokerIs } = await startRig(onTestFinished);
    await brokerIs("overloaded");
    expect(await call()).toBe("200");
    await brokerIs("well");
    while (sandbox.exchanges() < 3) expect(await call()).toBe("200");
    const origins = (await gateway.close()).match(/"tokenFrom":"(?:direct|broker)"/g);
    expect(origins?.slice(0, 2)).toEqual(['"tokenFrom":"direct"', '"tokenFrom":"broker"']);
  });
});
