import { type AuthorizedFetch, authorizedFetch } from "./authorized-fetch.ts";
import { exchange } from "./endpoint/exchange.ts";
import { cached } from "./layers/cached.ts";
import { coolingDown } from "./layers/cooling-down.ts";
import { credentialed } from "./layers/credentialed.ts";
import { retrying } from "./layers/retrying.ts";
import { singleFlight } from "./layers/single-flight.ts";
import { parseBaseUrl } from "./options/base-url.ts";
import { type Credentials, type CredentialsFunction, checkCredentials } from "./options/credentials.ts";
import { checkDurations } from "./options/durations.ts";
import type { FetchImplementation } from "./options/fetch.ts";
import { adopting } from "./store/adopting.ts";
import { shared } from "./store/shared.ts";
import { tokenSlot } from "./store/token-slot.ts";
import type { TokenStore } from "./store/token-store.ts";
import type { Wait } from "./time/wait.ts";
import { TokenError } from "./token/token-error.ts";
import type { TokenEventListener } from "./token/token-event.ts";
import type { TokenSource } from "./token/token-source.ts";

interface CommonOptions {
  /** Where the API is: `WAKAPAY_TEST_URL`, or the address that WakaPay gave you. `https:` only. */
  readonly baseUrl: string;
  /** Accepts an `http:` base URL on a loopback host, for local work. Default `false`. */
  readonly allowInsecureLoopback?: boolean;
  /** The buffer before expiry within which callers wait for a new token, in milliseconds. Default 60,000. */
  readonly leewayMs?: number;
  /** How long one token request, or the `credentials` function, may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** How long a token request may take with all its retries, in milliseconds. Default 30,000. */
  readonly deadlineMs?: number;
  /** Shares the token with a fleet, encrypted: `redisStore` of `@wakapay/auth-core/redis`, or a store of your own. */
  readonly store?: TokenStore;
  /** How long each answer of the store is waited for, in milliseconds; then a token is had without it. Default 500. */
  readonly storeTimeoutMs?: number;
  /** Throws where a refused token cannot be renewed; by default `fetch` returns the API's 401. */
  readonly throwOnFailedRenewal?: boolean;
  /**
   * Receives every acquisition of a token as it starts, so that a runtime which ends work together with the request
   * that began it lets this finish: a Worker passes `waitUntil` of `cloudflare:workers`. It never rejects.
   */
  readonly background?: (work: Promise<unknown>) => void;
  /** What happens to tokens, for logs and metrics; no event holds a secret. */
  readonly onEvent?: TokenEventListener;
  /** Sends everything, the token requests too. Default: the platform's. */
  readonly fetch?: FetchImplementation;
  /** Epoch milliseconds. Default: the platform's clock. */
  readonly now?: () => number;
  /** A number in [0, 1), for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Default: the platform's timer. */
  readonly wait?: Wait;
}

/** Options of {@link createTokenManager}: the key and the secret, or a function that yields the pair. */
export type TokenManagerOptions = CommonOptions &
  (
    | (Credentials & { readonly credentials?: never })
    | { readonly credentials: CredentialsFunction; readonly apiKey?: never; readonly apiSecret?: never }
  );

/** The easy door, with the names that WakaPay's documentation uses. Its functions need no `this`. */
export interface TokenManager {
  /** A token that is valid now. Makes a call only where none is kept. Rejects with a `TokenError`. */
  getToken(): Promise<string>;
  /**
   * Drops the kept token after the API refused it, so that the next `getToken` renews. Ignored where `refused` is not
   * the kept token, or where that has just replaced a refused one. It aborts nothing and ends no cool-down: called
   * during one, everybody fails until it is over. `fetch` needs none of this.
   */
  clearToken(rejected?: string): void;
  /** `fetch` with the bearer, to the base URL's origin only; renews and sends again once on a 401. */
  readonly fetch: AuthorizedFetch;
  /** The token with its times, for composing. */
  readonly source: TokenSource;
}

/** A lease outlasts all that its holder may do, and a flight's slot all that happens below, by a little more. */
const MARGIN_MS = 5_000;

/**
 * Everything composed: one token, many callers, renewed before it ends and after it was refused.
 *
 * Throws `invalid_options` or `insecure_url` at once for options that cannot work. Belongs on servers: a secret in a
 * browser is public. «Token Best Practices» of WakaPay's Authentication API.
 */
export function createTokenManager(options: TokenManagerOptions): TokenManager {
  const {
    deadlineMs = 30_000,
    timeoutMs = Math.min(10_000, deadlineMs),
    store,
    storeTimeoutMs = 500,
  } = options;
  checkDurations({ leewayMs: options.leewayMs, deadlineMs, timeoutMs, storeTimeoutMs });
  if (timeoutMs > deadlineMs)
    throw new TokenError("invalid_options", "timeoutMs must not exceed deadlineMs, which holds all attempts");
  if (store !== undefined && typeof store.read !== "function")
    throw new TokenError("invalid_options", "store must be a TokenStore, such as redisStore(client)");
  parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  // With a store, a flight reads the token first. The holder of the lock then makes four more operations.
  const leaseMs = deadlineMs + 4 * storeTimeoutMs + MARGIN_MS;
  const chainMs = store === undefined ? deadlineMs + MARGIN_MS : storeTimeoutMs + leaseMs;
  const maxFlightMs = timeoutMs + chainMs;

  function chain(credentials: Credentials): TokenSource {
    const exchanges = retrying(exchange({ ...options, credentials, timeoutMs }), { ...options, deadlineMs });
    if (store === undefined) return coolingDown(exchanges, options);
    const slot = tokenSlot({ ...options, store, credentials });
    const failing = coolingDown(exchanges, { ...options, memory: slot.cooldown });
    return adopting(shared(failing, { ...options, slot, deadlineMs, leaseMs }), { ...options, slot });
  }
  const credentials = credentialsOf(options);
  const flights = singleFlight(credentialed({ ...options, credentials, chain, timeoutMs }), {
    ...options,
    maxFlightMs,
  });
  const source = cached(flights, options);

  let given = source.peek();
  let promise = Promise.resolve("");
  return {
    getToken() {
      const token = source.peek();
      if (token === undefined) return source().then(({ value }) => value);
      if (token !== given) {
        given = token;
        promise = Promise.resolve(token.value);
      }
      return promise;
    },
    clearToken: source.clear,
    fetch: authorizedFetch(source, options),
    source,
  };
}

function credentialsOf(options: TokenManagerOptions): CredentialsFunction {
  const { credentials, apiKey, apiSecret } = options;
  if (credentials === undefined) {
    const pair = checkCredentials({ apiKey: apiKey ?? "", apiSecret: apiSecret ?? "" });
    return () => pair;
  }
  if (typeof credentials !== "function" || apiKey !== undefined || apiSecret !== undefined) {
    throw new TokenError(
      "invalid_options",
      "Give apiKey and apiSecret, or credentials as a function that yields both, not both forms",
    );
  }
  return credentials;
}
