import type { AccessToken, Credentials, TokenRequest, TokenSource } from "@wakapay/auth-core";
import {
  type Cooldown,
  cached,
  coolingDown,
  exchange,
  isRejection,
  parseToken,
  recovering,
  retrying,
  singleFlight,
} from "@wakapay/auth-core/layers";
import type { AccountConfig } from "../config/account-config.ts";
import type { PairName } from "./broker-protocol.ts";
import { type EntryStorage, encryptedEntry } from "./encrypted-entry.ts";
import { logRejections } from "./log-rejections.ts";
import { persisted } from "./persisted.ts";
import { recordExchanges } from "./record-exchanges.ts";
import { BROKER_RENEWS_AFTER } from "./renewal-schedule.ts";
import type { TokenRuntime } from "./token-runtime.ts";
import { withNextCredentials } from "./with-next-credentials.ts";

const ATTEMPT_TIMEOUT_MS = 4_000;
const DEADLINE_MS = 10_000;
const MAX_FLIGHT_MS = 15_000;

/** WakaPay rejected every pair of credentials. */
export interface Rejection {
  /** The last pair. */
  readonly pair: PairName;
  /** Whether no exchange is made now. */
  readonly isCoolingDown: boolean;
}

/** The broker's chain, and the token that it stores. */
export interface BrokerSource {
  readonly source: TokenSource;
  readonly storedToken: () => Promise<AccessToken | undefined>;
  /** Returns the pair that the last token was requested with, if it is still configured. */
  readonly acceptedPair: () => Promise<PairName | undefined>;
  /** Returns the rejection, if WakaPay rejected every pair and has accepted none since. */
  readonly rejection: () => Promise<Rejection | undefined>;
}

/**
 * Creates the broker's chain:
 *
 *     cached ─▶ recovering ─▶ singleFlight ─▶ persisted ─▶ withNextCredentials
 *       ─▶ coolingDown ─▶ retrying ─▶ exchange
 *
 * The stored token is loaded into the cache first. After an eviction, it is therefore served and
 * renewed like any cached token: at once while it is fresh, and after a wait of 2 seconds at most
 * in its leeway.
 *
 * An acquisition ends within 10 seconds. A flight that does not is replaced after 15 seconds,
 * because a Durable Object has no hang detection.
 */
export function createBrokerSource(
  config: AccountConfig,
  storage: EntryStorage,
  runtime: TokenRuntime = {},
): BrokerSource {
  const { now = Date.now } = runtime;
  const { account, baseUrl, allowInsecureLoopback, credentials, nextCredentials } = config;
  // Encrypted with the next secret as soon as there is one, so that its promotion costs no
  // exchange.
  const entry = encryptedEntry({
    storage,
    name: `token ${baseUrl}`,
    secret: (nextCredentials ?? credentials).apiSecret,
    formerSecret: credentials.apiSecret,
    parse: parseToken,
  });
  const current = createChain("current", credentials);
  const next = nextCredentials && createChain("next", nextCredentials);
  const acquisition = persisted(withNextCredentials(current.source, next?.source), entry, now);
  const flights = recovering(() => singleFlight(acquisition), {
    ...runtime,
    maxFlightMs: MAX_FLIGHT_MS,
  });
  const tokens = cached(flights, { ...runtime, renewAfter: BROKER_RENEWS_AFTER });
  const loaded = load();

  function createChain(pair: PairName, credentials: Credentials) {
    const memory = encryptedEntry<Cooldown>({
      storage,
      name: `cooldown ${pair}`,
      // The key, too: a cooldown belongs to one pair.
      secret: JSON.stringify(credentials),
      parse: JSON.parse,
    });
    // Only these credentials can read it.
    const accepted = encryptedEntry({
      storage,
      name: "accepted",
      secret: JSON.stringify(credentials),
      parse: JSON.parse,
    });
    const onEvent = recordExchanges(runtime.writeFigure, { account, pair, tokenFrom: "broker" });
    const wire = {
      onEvent,
      ...runtime,
      baseUrl,
      credentials,
      allowInsecureLoopback,
      timeoutMs: ATTEMPT_TIMEOUT_MS,
    };
    const attempts = retrying(exchange(wire), { ...runtime, deadlineMs: DEADLINE_MS });
    const source = coolingDown(attempts, { onEvent: logRejections(account, pair), ...runtime, memory });
    return {
      async source(request?: TokenRequest) {
        const token = await source(request);
        await accepted.put(pair);
        return token;
      },
      isAccepted: async () => (await accepted.get()) !== undefined,
      async rejection(): Promise<Rejection | undefined> {
        const cooldown = await memory.get();
        if (cooldown === undefined || !isRejection(cooldown)) return undefined;
        const at = now();
        return { pair, isCoolingDown: cooldown.from <= at && at < cooldown.until };
      },
    };
  }

  async function load(): Promise<void> {
    const stored = await entry.get();
    // `persisted` returns it without an exchange.
    if (stored !== undefined && now() < stored.expiresAt) await tokens().catch(() => {});
  }

  return {
    async source(request) {
      await loaded;
      return tokens(request);
    },
    storedToken: entry.get,
    async acceptedPair() {
      if (await current.isAccepted()) return "current";
      return (await next?.isAccepted()) ? "next" : undefined;
    },
    async rejection() {
      const rejection = await current.rejection();
      return rejection && next ? next.rejection() : rejection;
    },
  };
}
