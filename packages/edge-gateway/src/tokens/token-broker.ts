import { DurableObject } from "cloudflare:workers";
import { readAccountConfig } from "../config/account-config.ts";
import type { Bindings } from "../config/bindings.ts";
import { figuresOf } from "../http/figures.ts";
import { type Broker, createBroker } from "./broker.ts";
import { accountOfBroker } from "./broker-name.ts";
import type { BrokerReply, BrokerRequest, BrokerState } from "./broker-protocol.ts";

/**
 * The Durable Object around the {@link Broker} of one account, whose methods it offers to isolates.
 *
 * Memory is lost after about ten idle seconds and at each deployment.
 *
 * The constructor throws if the account is not configured in the version that it runs in. Isolates
 * then exchange directly.
 */
export class TokenBroker extends DurableObject<Bindings> {
  readonly #account: string;
  readonly #broker: Broker;

  constructor(state: DurableObjectState, bindings: Bindings) {
    super(state, bindings);
    const writeFigure = figuresOf(bindings.FIGURES);
    this.#account = accountOfBroker(state.id.name);
    this.#broker = createBroker(readAccountConfig(bindings, this.#account), state.storage, { writeFigure });
  }

  /** Returns a token, or why there is none. Never rejects. */
  token(request?: BrokerRequest): Promise<BrokerReply> {
    return this.#broker.token(request);
  }

  /** Returns the broker's state. Makes no request to WakaPay. */
  state(): Promise<BrokerState> {
    return this.#broker.state();
  }

  /**
   * Returns a token of a named account. Rejects if this is not the account's broker.
   *
   * Versions that know no accounts have no such method. During a gradual deployment, they therefore
   * cannot return a token of the default account instead.
   */
  async accountToken(account: string, request: BrokerRequest): Promise<BrokerReply> {
    this.#require(account);
    return this.#broker.token(request);
  }

  /** Returns the state of the broker of a named account. */
  async accountState(account: string): Promise<BrokerState> {
    this.#require(account);
    return this.#broker.state();
  }

  override alarm(): Promise<void> {
    return this.#broker.alarm();
  }

  /** Older runtimes do not tell an object its name after an alarm. */
  #require(account: string): void {
    if (account !== this.#account) throw new Error("The token broker belongs to another account.");
  }
}
