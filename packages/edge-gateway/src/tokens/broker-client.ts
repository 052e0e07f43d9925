import type { UpstreamConfig } from "../config/upstream-config.ts";
import { type StartTimer, withTimeout } from "../http/with-timeout.ts";
import type { BrokerReply, BrokerRequest, BrokerState } from "./broker-protocol.ts";

/** Calls the {@link TokenBroker} of this environment. */
export interface BrokerClient {
  /**
   * Requests a token. A call that fails is repeated once, unless the broker is overloaded: a
   * request changes nothing, so repeating it is safe. Rejects after 12 seconds.
   */
  token(request: BrokerRequest): Promise<BrokerReply>;
  /** Returns the broker's state. Makes no request to WakaPay. */
  state(): Promise<BrokerState>;
}

/** The brokers of all environments: the part of a Durable Object namespace that a client needs. */
export interface BrokerNamespace {
  getByName(name: string, options?: { locationHint?: DurableObjectLocationHint }): BrokerClient;
}

/** The part of the configuration that a client needs. */
export interface BrokerClientConfig extends Pick<UpstreamConfig, "environment" | "baseUrl" | "locationHint"> {
  readonly broker: BrokerNamespace;
}

/** Longer than the broker's own deadline for a token. */
const TIMEOUT_MS = 12_000;

/** Creates a client. There is one broker for each environment and base URL. */
export function createBrokerClient(
  { broker, environment, baseUrl, locationHint }: BrokerClientConfig,
  timeoutMs = TIMEOUT_MS,
  startTimer?: StartTimer,
): BrokerClient {
  // A stub is useless after its object was reset, so each call gets a new one.
  const stub = () => broker.getByName(`${environment} ${baseUrl}`, locationHint && { locationHint });

  async function requestToken(request: BrokerRequest): Promise<BrokerReply> {
    try {
      return await stub().token(request);
    } catch (error) {
      if (isOverloaded(error)) throw error;
      return stub().token(request);
    }
  }

  return {
    token: (request) => withTimeout(requestToken(request), timeoutMs, Error, startTimer),
    state: () => stub().state(),
  };
}

/** Cloudflare advises against retries if an object is overloaded. */
function isOverloaded(error: unknown): boolean {
  return error instanceof Error && "overloaded" in error && error.overloaded === true;
}
