import { type AuthorizedFetch, authorizedFetch } from "./authorized-fetch.ts";
import { exchange } from "./endpoint/exchange.ts";
import { cached } from "./layers/cached.ts";
import { coolingDown } from "./layers/cooling-down.ts";
import { credentialed } from "./layers/credentialed.ts";
import { recovering } from "./layers/recovering.ts";
import { retrying } from "./layers/retrying.ts";
import { singleFlight } from "./layers/single-flight.ts";
import { parseBaseUrl } from "./options/base-url.ts";
import { type Credentials, type CredentialsFunction, checkCredentials } from "./options/credentials.ts";
import { checkDurations, checkFraction } from "./options/durations.ts";
import type { FetchImplementation } from "./options/fetch.ts";
import type { Runtime } from "./options/runtime.ts";
import { adopting } from "./store/adopting.ts";
import { shared } from "./store/shared.ts";
import { tokenSlot } from "./store/token-slot.ts";
import type { TokenStore } from "./store/token-store.ts";
import type { AccessToken } from "./token/access-token.ts";
import { TokenError } from "./token/token-error.ts";
import type { TokenRequest, TokenSource } from "./token/token-source.ts";

interface CommonOptions extends Runtime {
  /**
   * The API's address: `WAKAPAY_TEST_URL`, or the address that WakaPay gave you. Must use https.
   */
  readonly baseUrl: string;
  /** Accepts an `http:` base URL if the host is a loopback host. Default: false. */
  readonly allowInsecureLoopback?: boolean;
  /**
   * How long before expiry callers start to wait for a new token, in milliseconds. Capped at 10% of
   * the token's lifetime. Default: 60000 (1 minute).
   */
  readonly leewayMs?: number;
  /**
   * When a renewal starts in the background, as a fraction of the token's lifetime. A range is
   * jittered. If 1, no renewal runs in the background: use this in serverless functions and
   * command-line programs. Default: [0.65, 0.75].
   */
  readonly renewAfter?: number | readonly [number, number];
  /**
   * Timeout for one token request, and for the `credentials` function, in milliseconds.
   * Default: 10000 (10 seconds).
   */
  readonly timeoutMs?: number;
  /**
   * Timeout for a token request with all its retries, in milliseconds. Default: 30000 (30 seconds).
   */
  readonly deadlineMs?: number;
  /**
   * Shares the token with other processes, encrypted. Pass `redisStore` of
   * `@wakapay/auth-core/redis`, or your own store. Default: each process has its own token.
   */
  readonly store?: TokenStore;
  /**
   * Timeout for each store operation, in milliseconds. On timeout, the token is requested without
   * the store. Default: 500.
   */
  readonly storeTimeoutMs?: number;
  /**
   * Makes `fetch` throw if a rejected token cannot be renewed. Default: false, so `fetch` returns
   * the API's 401.
   */
  readonly throwOnFailedRenewal?: boolean;
  /** Sends all requests, including token requests. Default: the platform's `fetch`. */
  readonly fetch?: FetchImplementation;
}

/**
 * Options of {@link createTokenManager}. Pass the key and secret, or a function that returns both.
 */
export type TokenManagerOptions = CommonOptions &
  (
    | (Credentials & { readonly credentials?: never })
    | { readonly credentials: CredentialsFunction; readonly apiKey?: never; readonly apiSecret?: never }
  );

/**
 * Gets, caches, and renews a token. Uses the method names of WakaPay's documentation. The methods
 * need no `this`.
 */
export interface TokenManager {
  /** Returns a valid token. Requests one only if none is cached. Rejects with a `TokenError`. */
  getToken(): Promise<string>;
  /**
   * Drops the cached token after the API rejected it, so that the next `getToken` renews it.
   * `fetch` does this for you.
   *
   * Ignored if `rejected` is not the cached token, or if the cached token has just replaced a
   * rejected one. Does not abort requests or end a cooldown: if called during a cooldown, all
   * callers fail until the cooldown ends.
   */
  clearToken(rejected?: string): void;
  /**
   * Sends a request with the token, to the origin of `baseUrl` only. On a 401, renews the token and
   * sends the request once more.
   */
  readonly fetch: AuthorizedFetch;
  /**
   * Aborts the token request that is in progress, so that the process can exit. Otherwise, a
   * renewal that hangs keeps a finished program alive for up to `deadlineMs`. Calls that wait for
   * the request reject with an `AbortError`. Later calls work as before.
   */
  close(): void;
  /** Returns the token with its times, for use with the layers of `@wakapay/auth-core/layers`. */
  readonly source: TokenSource;
}

/** Extra time for leases and flights, so that they outlast the work inside them. */
const MARGIN_MS = 5_000;

/**
 * Creates a token manager: one token for many callers, renewed before it expires and after the API
 * rejects it.
 *
 * Use it on servers only. An API secret in a browser is public.
 *
 * Throws `TokenError` with code `invalid_options` or `insecure_url` if an option is not valid.
 *
 * @example
 * const wakapay = createTokenManager({
 *   baseUrl: WAKAPAY_TEST_URL,
 *   apiKey: process.env.WAKAPAY_API_KEY,
 *   apiSecret: process.env.WAKAPAY_API_SECRET,
 * });
 * const response = await wakapay.fetch("/business/balance?currency=USD");
 *
 * @see "Token Best Practices" in WakaPay's Authentication API documentation
 */
export function createTokenManager(options: TokenManagerOptions): TokenManager {
  const { deadlineMs = 30_000, store, storeTimeoutMs = 500 } = options;
  const { timeoutMs = Math.min(10_000, deadlineMs) } = options;
  checkDurations({ leewayMs: options.leewayMs, deadlineMs, timeoutMs, storeTimeoutMs });
  checkFraction("renewAfter", options.renewAfter);
  if (timeoutMs > deadlineMs) {
    throw new TokenError(
      "invalid_options",
      "`timeoutMs` must not be greater than `deadlineMs`, which includes all attempts.",
    );
  }
  if (store !== undefined && typeof store.read !== "function") {
    throw new TokenError("invalid_options", "`store` must be a TokenStore, such as `redisStore(client)`.");
  }
  parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  // With a store, a flight reads the token first. The holder of the lock then makes four more
  // operations.
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

  const credentials = toCredentialsFunction(options);
  const acquisition = credentialed({ ...options, credentials, chain, timeoutMs });
  let flight: AbortController | undefined;

  /**
   * Passes on a signal that `close` can abort. The signals of the callers end at `singleFlight`.
   */
  async function closable(request: TokenRequest | undefined): Promise<AccessToken> {
    const controller = new AbortController();
    flight = controller;
    try {
      return await acquisition({ ...request, signal: controller.signal });
    } finally {
      if (flight === controller) flight = undefined;
    }
  }

  const flights = recovering(() => singleFlight(closable, options), { ...options, maxFlightMs });
  const source = cached(flights, options);
  return {
    getToken: source.value,
    clearToken: source.clear,
    close: () => flight?.abort(new DOMException("The token manager was closed.", "AbortError")),
    fetch: authorizedFetch(source, options),
    source,
  };
}

function toCredentialsFunction(options: TokenManagerOptions): CredentialsFunction {
  const { credentials, apiKey, apiSecret } = options;
  if (credentials === undefined) {
    const pair = checkCredentials(options);
    return () => pair;
  }
  if (apiKey !== undefined || apiSecret !== undefined) {
    throw new TokenError(
      "invalid_options",
      "Pass either `apiKey` and `apiSecret` or `credentials`, not both.",
    );
  }
  if (typeof credentials !== "function") {
    throw new TokenError(
      "invalid_options",
      "`credentials` must be a function that returns an object with `apiKey` and `apiSecret`.",
    );
  }
  return credentials;
}
