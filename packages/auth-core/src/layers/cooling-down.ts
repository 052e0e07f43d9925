import { during, type Span } from "../time/time-window.ts";
import type { AccessToken } from "../token/access-token.ts";
import { harmless } from "../token/safely.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenEventListener } from "../token/token-event.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import { isYoungReplacement } from "./kept-token.ts";

/** For how long to leave the token endpoint alone. */
export interface CoolingDownOptions {
  /** After rejected credentials or a rejected request, in milliseconds. Default 60,000. */
  readonly rejectedMs?: number;
  /** After any other failed sequence without a `Retry-After`, in milliseconds. Default 5,000. */
  readonly failedMs?: number;
  readonly onEvent?: TokenEventListener;
  readonly now?: () => number;
}

interface CoolDown extends Span {
  readonly error: TokenError;
}

/**
 * After a failure, answers with the same error for a while and makes no call. Belongs to one key, secret and origin.
 *
 * A refused token that itself replaced a refused one is not renewed within its first seconds, and an exchange that
 * yields the refused token again is no renewal: both are `token_rejected`, for those who name that token, and cool
 * nobody else. The remaining time is `retryAfterMs`. Most programs want `createTokenManager`.
 */
export function coolingDown(source: TokenSource, options: CoolingDownOptions = {}): TokenSource {
  const { rejectedMs = 60_000, failedMs = 5_000, now = () => Date.now() } = options;
  const emit = harmless(options.onEvent);
  let coolDown: CoolDown | undefined;
  let unchanged: (Span & { readonly value: string }) | undefined;

  function refuseIfCool(rejected: AccessToken | undefined): void {
    const at = now();
    const cool = during(coolDown, at);
    if (cool !== undefined) throw withRetryAfter(cool.error, cool.until - at);
    if (rejected === undefined) return;
    const again = during(unchanged, at)?.value === rejected.value;
    if (again || isYoungReplacement(rejected, at)) throw tokenRefused();
  }

  function remember(error: TokenError): void {
    const at = now();
    const ms = error.retryAfterMs ?? (isRejection(error) ? rejectedMs : failedMs);
    coolDown = { from: at, until: at + ms, error };
    emit({ type: "cooled_down", code: error.code, retryAfterMs: ms });
  }

  return async (request: TokenRequest = {}) => {
    const { rejected } = request;
    refuseIfCool(rejected);
    try {
      const token = await source(request);
      coolDown = undefined;
      if (token.value !== rejected?.value) return token;
      const at = now();
      unchanged = { from: at, until: at + failedMs, value: token.value };
    } catch (error) {
      if (error instanceof TokenError && error.code !== "token_rejected") remember(error);
      throw error;
    }
    throw tokenRefused();
  };
}

/** 400, 401 and 403: asking again changes nothing, and asking often gets an address banned. */
function isRejection({ code, status }: TokenError): boolean {
  return code === "credentials_rejected" || code === "request_rejected" || status === 403;
}

function withRetryAfter({ code, message, status }: TokenError, retryAfterMs: number): TokenError {
  return new TokenError(code, message, status === undefined ? { retryAfterMs } : { status, retryAfterMs });
}

function tokenRefused(): TokenError {
  return new TokenError(
    "token_rejected",
    "The API refused this token, and another cannot be had yet; if it stays, the route or the account refuses, not the token",
  );
}
