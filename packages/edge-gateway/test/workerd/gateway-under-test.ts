import { env } from "cloudflare:workers";
import type { Sandbox } from "@wakapay/sandbox";
import { createPipeline, type Pipeline } from "../../src/gateway.ts";
import { mintGatewayKey } from "../../src/identity/gateway-key.ts";
import { brokerUnderTest } from "./tokens/broker-under-test.ts";

/** A gateway with one caller, `demo`. A sandbox replaces the global `fetch`. */
export interface GatewayUnderTest {
  readonly sandbox: Sandbox;
  readonly gateway: Pipeline;
  /** Sends a request with the caller's key. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

/** Creates a gateway. `policy` overrides the caller's policy: GET and POST on `/business/**`. */
export async function gatewayUnderTest(
  policy: object = {},
  bindings: Partial<typeof env> = {},
): Promise<GatewayUnderTest> {
  const { sandbox } = brokerUnderTest();
  const { key, hash } = await mintGatewayKey("demo");
  const demo = { keys: [hash], routes: [{ methods: ["GET", "POST"], path: "/business/**" }], ...policy };
  const GATEWAY_POLICY = JSON.stringify({ callers: { demo } });
  const gateway = createPipeline({ ...env, ...bindings, GATEWAY_POLICY }, {});
  return {
    sandbox,
    gateway,
    call: (path, { headers, ...init } = {}) => {
      const authorized = { authorization: `Bearer ${key}`, ...Object.fromEntries(new Headers(headers)) };
      return gateway(new Request(`https://gateway.example${path}`, { ...init, headers: authorized }));
    },
  };
}
