import type { AccessToken, Credentials, TokenSource } from "@wakapay/auth-core";
import { cached, coolingDown, exchange, parseToken, retrying, singleFlight } from "@wakapay/auth-core/layers";
import type { UpstreamConfig } from "../config/upstream-config.ts";
import type { PairName } from "./broker-protocol.ts";
import { type Entry, sealedEntry } from "./encrypted-entry.ts";
import { heeding, leftOf, type Verdict } from "./heeding.ts";
import { persisted } from "./persisted.ts";
import { isRejection, logRejection } from "./rejection.ts";
import { promoted } from "./with-next-credentials.ts";

const ATTEMPT_TIMEOUT_MS = 4_000;
const DEADLINE_MS = 10_000;
const SLOT_MS = 15_000;

/** That WakaPay rejects the credentials: the name of the last pair there is, and how long they still cool down. */
export interface Rejection {
  readonly pair: PairName;
  readonly leftMs: number;
}

/** The broker's chain, and the entry that it persists its token in. */
export interface BrokerSource {
  readonly source: TokenSource;
  readonly entry: Entry<AccessToken>;
  /** Whether WakaPay rejects every pair there is. It knows so from the storage, and never rejects. */
  readonly rejection: () => Promise<Rejection | undefined>;
}

/**
 * The broker's chain: cached ─▶ singleFlight ─▶ persisted ─▶ promoted ─▶ coolingDown ─▶ heeding ─▶ retrying ─▶ exchange.
 *
 * All of it ends within 10 s, and a flight that does not is replaced after 15: a Durable Object has no hang detection.
 */
export function brokerSource(config: UpstreamConfig, storage: DurableObjectStorage): BrokerSource {
  const { baseUrl, allowInsecureLoopback, credentials, nextCredentials } = config;

  function chainOf(pair: PairName, credentials: Credentials) {
    const verdict = sealedEntry<Verdict | null>({
      storage,
      name: `verdict ${pair}`,
      secret: JSON.stringify(credentials),
      parse: JSON.parse,
    });
    const wire = { baseUrl, credentials, allowInsecureLoopback, timeoutMs: ATTEMPT_TIMEOUT_MS };
    const exchanges = retrying(exchange(wire), { deadlineMs: DEADLINE_MS });
    return {
      source: coolingDown(heeding(exchanges, verdict, (code) => logRejection(code, pair))),
      async rejection(): Promise<Rejection | undefined> {
        const kept = await verdict.get();
        return kept && isRejection(kept.error.code) ? { pair, leftMs: leftOf(kept) } : undefined;
      },
    };
  }

  // Sealed under the next secret as soon as there is one, so that its promotion costs no exchange.
  const entry = sealedEntry({
    storage,
    name: `token ${baseUrl}`,
    secret: (nextCredentials ?? credentials).apiSecret,
    formerSecret: credentials.apiSecret,
    parse: parseToken,
  });
  const current = chainOf("current", credentials);
  const next = nextCredentials && chainOf("next", nextCredentials);
  const flights = singleFlight(persisted(promoted(current.source, next?.source), entry), {
    maxFlightMs: SLOT_MS,
  });
  return {
    entry,
    // The earliest of the windows, 65 % of the life: the broker renews before any isolate asks for it.
    source: cached(flights, { random: () => 1 }),
    async rejection() {
      const rejection = await current.rejection();
      return rejection && next ? next.rejection() : rejection;
    },
  };
}
