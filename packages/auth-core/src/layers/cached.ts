import { activeAt, type TimeWindow } from "../time/time-window.ts";
import { wait as platformWait, type Wait } from "../time/wait.ts";
import { untilAborted, withDeadline } from "../time/with-deadline.ts";
import { type AccessToken, isRecentReplacement } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import { safely, type TokenEventListener } from "../token/token-event.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import { type KeptToken, keptToken } from "./kept-token.ts";

/** When to renew. */
export interface CachedOptions {
  /** Within min(`leewayMs`, life / 10) before its end a token is given only after a try to renew it. Default 60,000. */
  readonly leewayMs?: number;
  /** Receives each renewal that runs behind its callers; a Worker passes its `waitUntil`. It never rejects. */
  readonly background?: (renewal: Promise<unknown>) => void;
  readonly onEvent?: TokenEventListener;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly wait?: Wait;
}

/** A {@link TokenSource} that keeps a token. */
export interface CachedSource {
  (request?: TokenRequest): Promise<AccessToken>;
  /** The kept token while nothing is to be done about it, without a promise: the fastest way to ask. */
  peek(): AccessToken | undefined;
  /** Drops the kept token, if it is `refused` or none is named, and never takes it again. See `TokenManager.clearToken`. */
  clear(rejected?: string): void;
}

/** Times, not a promise: another request of a Worker may not wait for a promise of this one. */
interface Renewing extends TimeWindow {
  readonly failed: boolean;
}

const LEEWAY_WAIT_MS = 2_000;
const LONGEST_RENEWAL_MS = 45_000;
const LONGEST_HOLD_OFF_MS = 10_000;

/**
 * Keeps a token and hands it out as one settled promise. Most programs want `createTokenManager`.
 *
 * From 65–75 % of its life it is renewed behind its callers; within the leeway a caller waits for that, 2 s at most;
 * after its end it is never given. A failed renewal disturbs nobody and is not tried again until a jittered hold-off
 * ends. A caller that names a refused token never receives it. «Caching Tokens», «Token Expiry».
 */
export function cached(source: TokenSource, options: CachedOptions = {}): CachedSource {
  const { leewayMs = 60_000, now = () => Date.now(), random = Math.random, wait = platformWait } = options;
  const background = safely(options.background);
  const emit = safely(options.onEvent);
  let kept: KeptToken | undefined;
  let cleared: AccessToken | undefined;
  let renewing: Renewing | undefined;

  function keep(token: AccessToken, refused: AccessToken | undefined): void {
    const at = now();
    if (at >= token.expiresAt) throw new TokenError("malformed_response", "The token was over when it came");
    const current = activeAt(kept, at)?.token;
    if (token.value === cleared?.value || token.value === current?.value) return;
    const stays = current !== undefined && current.value !== refused?.value;
    if (stays && token.issuedAt < current.issuedAt) return;
    kept = keptToken(token, at, leewayMs, random());
    cleared = undefined;
    renewing = undefined;
  }

  /** Asks below, without the signal; again only where a flight from before a `clear` brought back what was cleared. */
  async function ask({ rejected, minExpiresAt }: TokenRequest): Promise<AccessToken> {
    for (let again = false; ; again = true) {
      // Of two copies of a token the kept one knows best, whether it replaced another above all.
      const named = rejected?.value === kept?.token.value ? kept?.token : rejected;
      const token = await source({ rejected: laterIssued(named, cleared), minExpiresAt });
      keep(token, rejected);
      if (kept !== undefined && kept.token.value !== rejected?.value) return kept.token;
      if (again || cleared === undefined) throw tokenRefused();
    }
  }

  function hold(current: KeptToken, at: number, failed: boolean): Renewing {
    const life = current.token.expiresAt - current.token.issuedAt;
    const ms = failed
      ? Math.min(LONGEST_HOLD_OFF_MS, life / 10) * (0.5 + 0.5 * random())
      : Math.min(LONGEST_RENEWAL_MS, life / 10);
    renewing = { from: at, until: at + ms, failed };
    return renewing;
  }

  /** A renewal that leaves the same token kept has failed, whatever it yielded. */
  function renew(current: KeptToken): Promise<AccessToken> {
    return ask({ minExpiresAt: current.token.expiresAt }).finally(() => {
      if (kept === current) hold(current, now(), true);
    });
  }

  /** Waits for a renewal until it settles or `ms` are over; then the kept token serves to its end. */
  async function renewOrServe(current: KeptToken, ms: number, request: TokenRequest): Promise<AccessToken> {
    const nothing = () => undefined;
    const renewed = await withDeadline({ timeoutMs: ms, wait, now, onTimeout: nothing }, () =>
      renew(current),
    ).catch(nothing);
    const at = now();
    if (renewed === undefined && kept === current) hold(current, at, true);
    const given = renewed ?? activeAt(kept, at)?.token;
    return given === undefined || given.value === request.rejected?.value ? ask(request) : given;
  }

  function give(request: TokenRequest, at: number): Promise<AccessToken> {
    const { rejected, minExpiresAt, signal } = request;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const current = activeAt(kept, at);
    if (current === undefined || current.token.value === rejected?.value) {
      return untilAborted(ask(request), signal);
    }
    const { promise, token, renewAt, leewayAt } = current;
    const inLeeway = at >= leewayAt;
    if (inLeeway || (minExpiresAt !== undefined && token.expiresAt <= minExpiresAt)) {
      const { from, failed } = activeAt(renewing, at) ?? hold(current, at, false);
      const ms = inLeeway ? from + LEEWAY_WAIT_MS - at : LONGEST_RENEWAL_MS;
      return failed || ms <= 0 ? promise : untilAborted(renewOrServe(current, ms, request), signal);
    }
    if (at < renewAt) return promise;
    if (activeAt(renewing, at) === undefined) {
      hold(current, at, false);
      background(renew(current).catch(() => {}));
    }
    emit({ type: "served_while_renewing", fingerprint: token.fingerprint });
    return promise;
  }

  /** The kept token, while nothing is to be done about it. */
  function settled(at: number): KeptToken | undefined {
    return kept !== undefined && at >= kept.from && at < kept.renewAt ? kept : undefined;
  }

  function clear(rejected?: string): void {
    if (kept === undefined) return;
    const { token } = kept;
    const ignored = (rejected !== undefined && rejected !== token.value) || isRecentReplacement(token, now());
    emit({ type: ignored ? "invalidation_ignored" : "invalidated", fingerprint: token.fingerprint });
    if (ignored) return;
    cleared = token;
    kept = undefined;
  }

  return Object.assign(
    (request?: TokenRequest) => {
      const at = now();
      return (request === undefined ? settled(at)?.promise : undefined) ?? give(request ?? {}, at);
    },
    {
      peek: () => settled(now())?.token,
      clear,
    },
  );
}

function laterIssued(one: AccessToken | undefined, other: AccessToken | undefined): AccessToken | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.issuedAt > other.issuedAt ? one : other;
}

function tokenRefused(): TokenError {
  return new TokenError("token_rejected", "The API refused this token, and the source has no other");
}
