import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { AccessToken } from "@wakapay/auth-core";
import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { vi } from "vitest";
import type { BrokerReply } from "../../../src/tokens/broker-protocol.ts";
import type { TokenBroker } from "../../../src/tokens/token-broker.ts";

/** The current pair of the Worker under test, as vitest.config.ts binds it. */
export const CREDENTIALS = {
  apiKey: "key-of-the-inside-tests",
  apiSecret: "canary-secret-of-the-inside-tests",
};

/** The next pair. */
export const NEXT_CREDENTIALS = {
  apiKey: "next-key-of-the-inside-tests",
  apiSecret: "canary-next-secret-of-the-inside-tests",
};

/** A pair that is not bound. */
export const OTHER_CREDENTIALS = { apiKey: "other-key", apiSecret: "other-secret" };

/** A broker, and the sandbox that receives its exchanges in place of `fetch`. */
export interface BrokerUnderTest {
  readonly sandbox: Sandbox;
  readonly broker: DurableObjectStub<TokenBroker>;
  /** Returns when the alarm is set for. */
  readonly alarmAt: () => Promise<number | null>;
}

/** Creates both. */
export function brokerUnderTest(): BrokerUnderTest {
  const sandbox = createSandbox({ credentials: [CREDENTIALS] });
  vi.stubGlobal("fetch", sandbox.fetch);
  if (env.TOKEN_BROKER === undefined) throw new TypeError("TOKEN_BROKER is not bound");
  const broker = env.TOKEN_BROKER.getByName("tests");
  return {
    sandbox,
    broker,
    alarmAt: () => runInDurableObject(broker, (_, { storage }) => storage.getAlarm()),
  };
}

/** Returns the token of a reply that has one. */
export function tokenOf(reply: BrokerReply): AccessToken {
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.token;
}

/** Sets the clock to a fraction of a token's lifetime. */
export function setClock({ issuedAt, expiresAt }: AccessToken, fraction: number): void {
  vi.setSystemTime(issuedAt + (expiresAt - issuedAt) * fraction);
}
