import { env } from "cloudflare:workers";
import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { vi } from "vitest";
import type { BrokerAnswer } from "../../../src/tokens/broker-protocol.ts";
import type { TokenBroker } from "../../../src/tokens/token-broker.ts";

/** The pair of the Worker under test, as vitest.config.ts binds it. */
export const CREDENTIALS = {
  apiKey: "key-of-the-inside-tests",
  apiSecret: "canary-secret-of-the-inside-tests",
};

/** The pair that is bound as the next one. */
export const NEXT_CREDENTIALS = {
  apiKey: "next-key-of-the-inside-tests",
  apiSecret: "canary-next-secret-of-the-inside-tests",
};

/** A broker, and the sandbox that its exchanges reach: it stands in for the isolate's `fetch`. */
export function brokerUnderTest(name = "tests"): {
  sandbox: Sandbox;
  broker: DurableObjectStub<TokenBroker>;
} {
  const sandbox = createSandbox({ credentials: [CREDENTIALS] });
  vi.stubGlobal("fetch", sandbox.fetch);
  if (env.TOKEN_BROKER === undefined) throw new TypeError("TOKEN_BROKER is not bound");
  return { sandbox, broker: env.TOKEN_BROKER.getByName(name) };
}

/** The token of an answer that holds one. */
export function tokenOf(answer: BrokerAnswer) {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.token;
}
