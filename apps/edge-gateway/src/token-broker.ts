import { DurableObject } from "cloudflare:workers";
import {
  cached,
  coolingDown,
  credentialed,
  exchange,
  retrying,
  singleFlight,
  TokenError,
  type TokenSource,
} from "@wakapay/auth-core";
import { type BrokerAnswer, type BrokerRequest, packed } from "./broker-answer.ts";
import { readUpstreamConfig, type UpstreamConfig } from "./config.ts";
import { persisted } from "./persisted.ts";
import { Problem } from "./problem.ts";
import { sealedEntry } from "./sealed-entry.ts";

const ATTEMPT_TIMEOUT_MS = 5_000;
const DEADLINE_MS = 15_000;
const SLOT_MS = 20_000;

/**
 * The one owner of the token of an environment and origin: every isolate of the edge asks here, and WakaPay sees one exchange.
 *
 * What it keeps in memory is lost after some idle seconds and at each deployment, so the token is persisted too, encrypted.
 */
export class TokenBroker extends DurableObject<Env> {
  readonly #source: TokenSource;

  constructor(state: DurableObjectState, bindings: Env) {
    super(state, bindings);
    this.#source = sourceOf(bindings, state);
  }

  /** Answers a token, or why there is none; never throws. Additive: members of both sides are only ever added. */
  token(request: BrokerRequest = {}): Promise<BrokerAnswer> {
    return packed(this.#source, request);
  }
}

function sourceOf(bindings: Env, state: DurableObjectState): TokenSource {
  let config: UpstreamConfig;
  try {
    config = readUpstreamConfig(bindings);
  } catch (error) {
    const message = error instanceof Problem ? error.message : "The configuration cannot be read";
    return () => Promise.reject(new TokenError("invalid_options", message));
  }
  const { baseUrl, allowInsecureLoopback } = config;
  return cached(
    singleFlight(
      credentialed({
        credentials: () => config.credentials,
        chain: (credentials) =>
          persisted(
            coolingDown(
              retrying(
                exchange({ baseUrl, credentials, allowInsecureLoopback, timeoutMs: ATTEMPT_TIMEOUT_MS }),
                {
                  deadlineMs: DEADLINE_MS,
                },
              ),
            ),
            sealedEntry({
              storage: state.storage,
              name: `token ${baseUrl}`,
              apiSecret: credentials.apiSecret,
            }),
          ),
      }),
      { slotMs: SLOT_MS },
    ),
    { background: (renewal) => state.waitUntil(renewal) },
  );
}
