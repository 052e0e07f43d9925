import { DurableObject } from "cloudflare:workers";
import type { Bindings } from "../config/bindings.ts";
import { readUpstreamConfig } from "../config/upstream-config.ts";
import { figuresOf } from "../http/figures.ts";
import { type Broker, createBroker } from "./broker.ts";
import type { BrokerReply, BrokerRequest, BrokerState } from "./broker-protocol.ts";

/**
 * The Durable Object around a {@link Broker}, whose methods it offers to isolates.
 *
 * Memory is lost after about ten idle seconds and at each deployment.
 *
 * The constructor throws if the version that it runs in is not configured. Isolates then exchange
 * directly.
 */
export class TokenBroker extends DurableObject<Bindings> {
  readonly #broker: Broker;

  constructor(state: DurableObjectState, bindings: Bindings) {
    super(state, bindings);
    const writeFigure = figuresOf(bindings.FIGURES);
    this.#broker = createBroker(readUpstreamConfig(bindings), state.storage, { writeFigure });
  }

  /** Returns a token, or why there is none. Never rejects. */
  token(request?: BrokerRequest): Promise<BrokerReply> {
    return this.#broker.token(request);
  }

  /** Returns the broker's state. Makes no request to WakaPay. */
  state(): Promise<BrokerState> {
    return this.#broker.state();
  }

  override alarm(): Promise<void> {
    return this.#broker.alarm();
  }
}
