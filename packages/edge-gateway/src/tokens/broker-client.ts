import type { UpstreamConfig } from "../config/upstream-config.ts";
import { callObject } from "../http/call-object.ts";
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
  const stub = () => broker.getByName(`${environment} ${baseUrl}`, locationHint && { locationHint });

  return {
    token: (request) =>
      withTimeout(
        callObject(() => stub().token(request)),
        timeoutMs,
        Error,
        startTimer,
      ),
    state: () => stub().state(),
  };
}
