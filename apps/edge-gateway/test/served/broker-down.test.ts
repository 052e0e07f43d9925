import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mintGatewayKey } from "../../src/gateway-key.ts";
import { CREDENTIALS } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/** The gateway, with a broker that the test puts out of order: as Cloudflare's runtime reports it, or without a word. */
const OUT_OF_ORDER = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { BoundService } from "./index.js";
let mode = "well";
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

let sandbox: ServedSandbox;
let gateway: ServedGateway;
let key: string;
beforeEach(async () => {
  sandbox = await serve({ credentials: [CREDENTIALS], lifetimeSeconds: LIFETIME_SECONDS });
  const minted = await mintGatewayKey("demo");
  key = minted.key;
  const demo = { keys: [minted.hash], routes: [{ methods: ["GET"], path: "/business/balance" }] };
  gateway = await serveGateway({
    main: OUT_OF_ORDER,
    variables: {
      GATEWAY_ENVIRONMENT: "local",
      WAKAPAY_BASE_URL: sandbox.url,
      WAKAPAY_API_KEY: CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
      GATEWAY_POLICY: JSON.stringify({ callers: { demo } }),
    },
  });
});
afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

const brokerIs = (mode: string) => fetch(`${gateway.url}/broker/${mode}`);

/** One call: its status, with the problem where the gateway refused, which must say when to come back. */
async function call(): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${gateway.url}/business/balance?currency=USD`, { headers });
  const { type } = Object(await answer.json());
  if (answer.status !== 503) return `${answer.status}`;
  expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  return `503 ${type}`;
}

describe.each(["overloaded", "reset", "silent"])("while the broker is %s", (mode) => {
  test("the isolate's token serves to its end, then one exchange of the isolate's own", async () => {
    expect(await call()).toBe("200");
    await brokerIs(mode);
    const outcomes = new Set<string>();
    while (sandbox.exchanges() < 2) outcomes.add(await call());
    expect(outcomes).toEqual(new Set(["200"]));
    const [first, second] = sandbox.journal().filter(({ path }) => path === "/business/auth");
    const livedMs = (second?.at ?? 0) - (first?.at ?? 0);
    expect(livedMs / (LIFETIME_SECONDS * 1000)).toBeGreaterThan(0.95);
  }, 60_000);
});

describe("while the broker is overloaded", () => {
  beforeEach(() => brokerIs("overloaded"));

  test("of forty first requests one exchanges, and the others are told when to come back", async () => {
    sandbox.fault({ delayMs: 300, times: 1 });
    const outcomes = await Promise.all(Array.from({ length: 40 }, call));
    expect(new Set(outcomes)).toEqual(new Set(["200", UNAVAILABLE]));
    expect(await call()).toBe("200");
    expect(sandbox.exchanges()).toBe(1);
  });

  test("and the token endpoint fails, it is left alone for a while, and all are told when to come back", async () => {
    sandbox.fault({ status: 500 });
    for (let request = 0; request < 20; request += 1) expect(await call()).toBe(UNAVAILABLE);
    expect(sandbox.exchanges()).toBe(1);
  });

  test("a broker that is well again is asked again", async () => {
    expect(await call()).toBe("200");
    await brokerIs("well");
    while (sandbox.exchanges() < 3) expect(await call()).toBe("200");
    expect((await gateway.close()).match(/"tokenFrom":"(?:direct|broker)"/g)?.slice(0, 2)).toEqual([
      '"tokenFrom":"direct"',
      '"tokenFrom":"broker"',
    ]);
  });
});
