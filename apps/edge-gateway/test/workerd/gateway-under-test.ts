import { env } from "cloudflare:workers";
import type { Sandbox } from "@wakapay/sandbox";
import { mintGatewayKey } from "../../src/access/gateway-key.ts";
import { createGateway, type Gateway } from "../../src/gateway.ts";
import { brokerUnderTest } from "./tokens/broker-under-test.ts";

/** `wrangler.jsonc` with the rate limit that vitest.config.ts binds. */
const BUNDLE = {
  policies: {},
  wrangler: JSON.stringify({
    env: { local: { ratelimits: [{ name: "BURST_SMALL", simple: { limit: 2, period: 60 } }] } },
  }),
};

/** A gateway with one caller, `demo`. A sandbox replaces the global `fetch`. */
export interface GatewayUnderTest {
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  /** Sends a request with the caller's key. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

/** Creates a gateway. `policy` overrides the caller's policy: GET and POST on `/business/**`. */
export async function gatewayUnderTest(
  policy: object = {},
  bindings: Partial<Env> = {},
): Promise<GatewayUnderTest> {
  const { sandbox } = brokerUnderTest();
  const { key, hash } = await mintGatewayKey("demo");
  const demo = { keys: [hash], routes: [{ methods: ["GET", "POST"], path: "/business/**" }], ...policy };
  const GATEWAY_POLICY = JSON.stringify({ callers: { demo } });
  const gateway = createGateway({ ...env, ...bindings, GATEWAY_POLICY }, BUNDLE);
  return {
    sandbox,
    gateway,
    call: (path, { headers, ...init } = {}) => {
      const authorized = { authorization: `Bearer ${key}`, ...Object.fromEntries(new Headers(headers)) };
      return gateway(new Request(`https://gateway.example${path}`, { ...init, headers: authorized }));
    },
  };
}
