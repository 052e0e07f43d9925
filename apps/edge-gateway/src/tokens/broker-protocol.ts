import {
  type AccessToken,
  isTokenError,
  TokenError,
  type TokenErrorCode,
  type TokenSource,
} from "@wakapay/auth-core";

/** Which pair of credentials of the environment something is about. */
export type PairName = "current" | "next";

/** What an isolate asks of the broker. Plain data: an `AbortSignal` cannot cross. */
export interface BrokerRequest {
  readonly rejected?: AccessToken | undefined;
  readonly minExpiresAt?: number | undefined;
  /** A token that the isolate got by itself, for the broker to keep: see `brokered`. */
  readonly offered?: AccessToken | undefined;
}

/**
 * What the broker answers: plain data, because neither classes nor errors survive the way unharmed.
 *
 * Two versions of the Worker may talk to each other while a deployment is under way, so members are only ever added.
 */
export type BrokerAnswer = {
  /** WakaPay rejects the broker's pair, and the version that it runs in has no next one. */
  readonly onlyPairRejected?: boolean;
} & (
  | { readonly ok: true; readonly token: AccessToken }
  | { readonly ok: false; readonly error: BrokerFailure }
);

/** A `TokenError` as plain data. */
export interface BrokerFailure {
  readonly code: TokenErrorCode;
  readonly message: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
}

/** What the broker says of itself. Times in epoch ms; no token, no secret. */
export interface BrokerState {
  /** The token that it keeps, if any. */
  readonly token?:
    | (Pick<AccessToken, "issuedAt" | "expiresAt"> & { readonly fingerprint: string | undefined })
    | undefined;
  /** When it will renew that token by itself. */
  readonly renewalAt?: number | undefined;
  /** When it was last asked for a token, to a minute. */
  readonly askedAt?: number | undefined;
  /** WakaPay rejects the credentials: the last pair there is, until a token is issued again or the pair is another. */
  readonly rejected?: PairName | undefined;
}

/** Asks a source and packs what comes, a token or the reason why there is none. */
export async function packed(source: TokenSource, request: BrokerRequest): Promise<BrokerAnswer> {
  try {
    return { ok: true, token: await source(request) };
  } catch (error) {
    // The message alone is no member that a spread takes along.
    return {
      ok: false,
      error: isTokenError(error)
        ? { ...error, message: error.message }
        : { code: "unavailable", message: "The token broker failed" },
    };
  }
}

/** The token of a broker's answer; throws the `TokenError` that the answer tells of. */
export function unpacked(answer: BrokerAnswer): AccessToken {
  if (answer.ok) return answer.token;
  const { code, message, ...details } = answer.error;
  throw new TokenError(code, message, details);
}
