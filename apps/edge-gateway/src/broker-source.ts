import {
  type Credentials,
  cached,
  coolingDown,
  exchange,
  retrying,
  singleFlight,
  TokenError,
  type TokenEvent,
  type TokenSource,
} from "@wakapay/auth-core";
import type { UpstreamConfig } from "./config.ts";
import { persisted, type TokenEntry } from "./persisted.ts";
import { Problem } from "./problem.ts";
import { promoted } from "./promoted.ts";
import { sealedEntry } from "./sealed-entry.ts";

const ATTEMPT_TIMEOUT_MS = 4_000;
const DEADLINE_MS = 10_000;
const SLOT_MS = 15_000;

/** Which pair of the environment an event is about. */
export type PairName = "current" | "next";

/** What the broker's chain is built over. */
export interface BrokerSourceOptions {
  /** Reads the configuration; where that throws, the source rejects with `invalid_options`. */
  readonly config: () => UpstreamConfig;
  readonly storage: DurableObjectStorage;
  readonly onEvent: (event: TokenEvent, pair: PairName) => void;
}

/** The broker's chain, and the entry that it persists its token in. */
export interface BrokerSource {
  readonly source: TokenSource;
  readonly entry: TokenEntry;
  /** Whether there is another pair to go on with once WakaPay rejects the current one. */
  readonly hasNext: boolean;
}

/**
 * The broker's chain: cached ─▶ singleFlight ─▶ persisted ─▶ promoted ─▶ coolingDown ─▶ retrying ─▶ exchange.
 *
 * All of it ends within 10 s, and a flight that does not is replaced after 15: a Durable Object has no hang detection.
 */
export function brokerSource({ config, storage, onEvent }: BrokerSourceOptions): BrokerSource {
  try {
    return chained(config(), storage, onEvent);
  } catch (error) {
    const message = error instanceof Problem ? error.message : "The configuration cannot be read";
    const reason = new TokenError("invalid_options", message);
    return {
      source: () => Promise.reject(reason),
      entry: { get: async () => undefined, put: async () => {} },
      hasNext: false,
    };
  }
}

function chained(
  config: UpstreamConfig,
  storage: DurableObjectStorage,
  onEvent: BrokerSourceOptions["onEvent"],
): BrokerSource {
  const { baseUrl, allowInsecureLoopback, credentials, nextCredentials } = config;

  function chainOf(pair: Credentials, name: PairName): TokenSource {
    const told = { onEvent: (event: TokenEvent) => onEvent(event, name) };
    const wire = { baseUrl, credentials: pair, allowInsecureLoopback, timeoutMs: ATTEMPT_TIMEOUT_MS };
    return coolingDown(retrying(exchange({ ...wire, ...told }), { deadlineMs: DEADLINE_MS }), told);
  }

  // Sealed under the next secret as soon as there is one, so that its promotion costs no exchange.
  const entry = sealedEntry({
    storage,
    name: `token ${baseUrl}`,
    secret: (nextCredentials ?? credentials).apiSecret,
    formerSecret: credentials.apiSecret,
  });
  const next = nextCredentials && chainOf(nextCredentials, "next");
  const flights = singleFlight(persisted(promoted(chainOf(credentials, "current"), next), entry), {
    slotMs: SLOT_MS,
  });
  // The earliest of the windows, 65 % of the life: the broker renews before any isolate asks for it.
  return { entry, hasNext: next !== undefined, source: cached(flights, { random: () => 1 }) };
}
