import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { activeAt, type TimeWindow } from "../time/time-window.ts";
import { untilAborted, withDeadline } from "../time/with-deadline.ts";
import { type AccessToken, isRecentReplacement, isSameToken } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import {
  activeState,
  type CachedToken,
  type CacheState,
  cachedToken,
  holdOffMs,
  nextState,
} from "./cache-state.ts";

/** Options of {@link cached}. */
export interface CachedOptions extends Runtime {
  /**
   * How long before expiry callers start to wait for a renewal, in milliseconds. Capped at 10% of
   * the token's lifetime. Default: 60000 (1 minute).
   */
  readonly leewayMs?: number;
  /**
   * When background renewal starts, as a fraction of the token's lifetime. A range is jittered.
   * Default: [0.65, 0.75].
   */
  readonly renewAfter?: number | readonly [number, number];
}

/** A {@link TokenSource} that caches a token. */
export interface CachedSource {
  (request?: TokenRequest): Promise<AccessToken>;
  /** Returns the cached token if it needs no renewal, or `undefined`. Synchronous. */
  peek(): AccessToken | undefined;
  /** Returns the value of a valid token. */
  value(): Promise<string>;
  /**
   * Drops the cached token. Until another token is cached, every request names it as rejected, so
   * neither a store nor a flight in progress can bring it back.
   *
   * Ignored if `rejected` is not the value of the cached token, or if the cached token has just
   * replaced a rejected one.
   */
  clear(rejected?: string): void;
}

/** How long a caller in the leeway waits for a renewal. */
const LEEWAY_WAIT_MS = 2_000;
/** After this time, a request that got no response is not expected to cache its token. */
const LONGEST_REQUEST_MS = 45_000;

/**
 * Caches the token of a source and renews it before it expires.
 *
 * Most programs use `createTokenManager`, which includes this layer.
 *
 * | state    | when                              | what a caller gets                         |
 * | -------- | --------------------------------- | ------------------------------------------ |
 * | empty    | no token yet, or it was cleared   | a new token, after a wait                  |
 * | fresh    | before 65–75% of the lifetime     | the cached token                           |
 * | renewing | after that, until the leeway      | the cached token, which is being renewed   |
 * | leeway   | the last `leewayMs` (10% at most) | a new token, or after 2 s the cached one   |
 * | expired  | after `expiresAt`                 | a new token, after a wait                  |
 *
 * After a failed renewal, no background renewal starts, and callers in the leeway do not wait,
 * until a jittered hold-off of up to 10 s has passed. A request that names the cached token as
 * rejected always goes to the source.
 *
 * @example
 * const source = cached(exchange({ baseUrl, credentials }));
 * const { value } = await source();
 *
 * @see "Caching Tokens" and "Token Expiry" in WakaPay's Authentication API documentation
 */
export function cached(source: TokenSource, options: CachedOptions = {}): CachedSource {
  const { leewayMs = 60_000, renewAfter = [0.65, 0.75] } = options;
  const { now, random, wait, emit, background } = resolveRuntime(options);
  let state: CacheState = { name: "empty" };
  /** A request that continues if its caller aborts, and what it names as rejected. */
  let lasting: (TimeWindow & { readonly rejected: AccessToken | undefined }) | undefined;

  /** Caches a token, unless the cached one was issued later and was not rejected. */
  function store(token: AccessToken, rejected: AccessToken | undefined): void {
    const at = now();
    if (at >= token.expiresAt) {
      throw new TokenError("unavailable", "The token had already expired when it was received.");
    }
    const current = activeAt(state.entry, at)?.token;
    if (isSameToken(token, current) || isSameToken(token, clearedToken())) return;
    const isOlder = current !== undefined && token.issuedAt < current.issuedAt;
    if (isOlder && !isSameToken(current, rejected)) return;
    const entry = cachedToken(token, { leewayMs, renewAfter }, at, random());
    state = nextState(state, { type: "stored", entry });
  }

  function clearedToken(): AccessToken | undefined {
    return state.name === "empty" ? state.cleared : undefined;
  }

  /**
   * Requests a token and caches it. Requests again if a flight that started before `clear` returned
   * the cleared token, or if the process was suspended until the token had expired.
   *
   * If the same token is cached afterwards, its renewal has failed, even if no caller still waits.
   */
  async function request({ rejected, ...rest }: TokenRequest): Promise<AccessToken> {
    const { entry } = state;
    try {
      for (let isRepeated = false; ; isRepeated = true) {
        // The cached copy of a token has its `replacements`. A caller's copy may not.
        const copy = isSameToken(state.entry?.token, rejected) ? state.entry?.token : rejected;
        const token = await source({ ...rest, rejected: laterIssued(copy, clearedToken()) });
        if (!isRepeated && now() >= token.expiresAt) continue;
        store(token, rejected);
        const stored = state.entry?.token;
        if (stored !== undefined && !isSameToken(stored, rejected)) return stored;
        if (isRepeated || clearedToken() === undefined) throw tokenRejected();
      }
    } finally {
      if (rejected === undefined && !rest.signal?.aborted) failRenewal(entry);
    }
  }

  /**
   * Requests a token for a caller. If several callers request one at the same time, the first
   * request ignores its caller's signal, so that its token is cached in any case. The others end
   * with their callers, so that they release their memory.
   */
  function acquire(wanted: TokenRequest): Promise<AccessToken> {
    const { signal, ...unsignaled } = wanted;
    const at = now();
    const other = activeAt(lasting, at);
    if (signal !== undefined && other !== undefined) {
      if (wanted.rejected === undefined || isSameToken(other.rejected, wanted.rejected))
        return request(wanted);
    }
    const own = { from: at, until: at + LONGEST_REQUEST_MS, rejected: wanted.rejected };
    lasting = own;
    const token = request(unsignaled).finally(() => {
      if (lasting === own) lasting = undefined;
    });
    if (signal !== undefined) background(token.catch(() => {}));
    return untilAborted(token, signal);
  }

  /** Starts a hold-off, unless another token is cached by now. */
  function failRenewal(entry: CachedToken | undefined): void {
    if (entry === undefined) return;
    const ms = holdOffMs(entry.token, random());
    state = nextState(state, { type: "renewalFailed", entry, at: now(), ms });
  }

  /**
   * Waits for a renewal for up to `timeoutMs`. Then serves the cached token if it is still valid.
   */
  async function renewOrServe(
    entry: CachedToken,
    timeoutMs: number,
    wanted: TokenRequest,
  ): Promise<AccessToken> {
    const { signal, rejected } = wanted;
    const minExpiresAt = entry.token.expiresAt;
    let renewed: AccessToken | undefined;
    try {
      const deadline = { timeoutMs, wait, now, signal, onTimeout: () => undefined };
      renewed = await withDeadline(deadline, (ended) => acquire({ minExpiresAt, signal: ended }));
    } catch {
      signal?.throwIfAborted();
      failRenewal(entry);
    }
    const token = renewed ?? activeAt(state.entry, now())?.token;
    return token === undefined || isSameToken(token, rejected) ? acquire(wanted) : token;
  }

  function serve(wanted: TokenRequest, at: number): Promise<AccessToken> {
    const { rejected, minExpiresAt, signal } = wanted;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const entry = activeAt(state.entry, at);
    if (entry === undefined || isSameToken(entry.token, rejected)) return acquire(wanted);
    const { token, promise, renewAt, leewayAt } = entry;
    const isInLeeway = at >= leewayAt;
    const renewal = activeState(state, at);
    if (isInLeeway || (minExpiresAt !== undefined && token.expiresAt <= minExpiresAt)) {
      if (renewal?.name === "holdOff") return promise;
      if (renewal === undefined) state = nextState(state, { type: "renewalStarted", at });
      const startedAt = renewal?.window.from ?? at;
      const timeoutMs = isInLeeway ? startedAt + LEEWAY_WAIT_MS - at : LONGEST_REQUEST_MS;
      return timeoutMs <= 0 ? promise : renewOrServe(entry, timeoutMs, wanted);
    }
    if (at < renewAt) return promise;
    if (renewal === undefined) {
      state = nextState(state, { type: "renewalStarted", at });
      background(acquire({ minExpiresAt: token.expiresAt }).catch(() => {}));
    }
    emit({ type: "served_while_renewing", fingerprint: token.fingerprint });
    return promise;
  }

  function clear(rejected?: string): void {
    if (state.entry === undefined) return;
    const { token } = state.entry;
    const isIgnored =
      (rejected !== undefined && rejected !== token.value) || isRecentReplacement(token, now());
    emit({ type: isIgnored ? "invalidation_ignored" : "invalidated", fingerprint: token.fingerprint });
    if (!isIgnored) state = nextState(state, { type: "cleared" });
  }

  /** Returns the cached token if it needs no renewal. */
  function freshAt(at: number): CachedToken | undefined {
    const { entry } = state;
    return entry !== undefined && at >= entry.from && at < entry.renewAt ? entry : undefined;
  }

  function getToken(wanted?: TokenRequest): Promise<AccessToken> {
    const at = now();
    return (wanted === undefined ? freshAt(at)?.promise : undefined) ?? serve(wanted ?? {}, at);
  }

  return Object.assign(getToken, {
    peek: () => freshAt(now())?.token,
    value() {
      const at = now();
      return freshAt(at)?.value ?? serve({}, at).then(({ value }) => value);
    },
    clear,
  });
}

function laterIssued(one: AccessToken | undefined, other: AccessToken | undefined): AccessToken | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.issuedAt > other.issuedAt ? one : other;
}

function tokenRejected(): TokenError {
  return new TokenError("token_rejected", "WakaPay rejected this token and no new one is available yet.");
}
