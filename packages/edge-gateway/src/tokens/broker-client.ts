import { type AccountConfig, DEFAULT_ACCOUNT } from "../config/account-config.ts";
import { callObject } from "../http/call-object.ts";
import { type StartTimer, withTimeout } from "../http/with-timeout.ts";
import { brokerNameOf } from "./broker-name.ts";
import type { BrokerReply, BrokerRequest, BrokerState } from "./broker-protocol.ts";

/** Calls the {@link TokenBroker} of an account. */
export interface BrokerClient {
  /**
   * Requests a token. A call that fails is repeated once, unless the broker is overloaded: a
   * request changes nothing, so repeating it is safe. Rejects after 12 seconds.
   */
  token(request: BrokerRequest): Promise<BrokerReply>;
  /** Returns the broker's state. Makes no request to WakaPay. */
  state(): Promise<BrokerState>;
}

/** The methods of a `TokenBroker`. */
interface BrokerStub extends BrokerClient {
  accountToken(account: string, request: BrokerRequest): Promise<BrokerReply>;
  accountState(account: string): Promise<BrokerState>;
}

/** The brokers of all accounts: the part of a Durable Object namespace that a client needs. */
export interface BrokerNamespace {
  getByName(name: string, options?: { locationHint?: DurableObjectLocationHint }): BrokerStub;
}

/** The part of the configuration that a client needs. */
export interface BrokerClientConfig
  extends Pick<AccountConfig, "environment" | "baseUrl" | "locationHint" | "account"> {
  readonly broker: BrokerNamespace;
}

/** Longer than the broker's own deadline for a token. */
const TIMEOUT_MS = 12_000;

/** Creates the client of an account. */
export function createBrokerClient(
  { broker, locationHint, account, ...config }: BrokerClientConfig,
  timeoutMs = TIMEOUT_MS,
  startTimer?: StartTimer,
): BrokerClient {
  const name = brokerNameOf({ account, ...config });
  const isDefault = account === DEFAULT_ACCOUNT;
  const stub = () => broker.getByName(name, locationHint && { locationHint });
  const requestToken = (request: BrokerRequest) =>
    isDefault ? stub().token(request) : stub().accountToken(account, request);

  return {
    token: (request) =>
      withTimeout(
        callObject(() => requestToken(request)),
        timeoutMs,
        Error,
        startTimer,
      ),
    state: () => (isDefault ? stub().state() : stub().accountState(account)),
  };
}
