import {
  type AccessToken,
  isTokenError,
  TokenError,
  type TokenErrorDetails,
  type TokenRequest,
  type TokenSource,
} from "@wakapay/auth-core";

/** One of the two pairs of credentials in the environment. */
export type PairName = "current" | "next";

/** What an isolate requests from the broker. Plain data: an `AbortSignal` cannot cross RPC. */
export type BrokerRequest = Omit<TokenRequest, "signal">;

/**
 * What the broker returns. Plain data, because RPC preserves neither classes nor errors.
 *
 * During a gradual deployment, two versions of the Worker exchange these. Only add members.
 */
export type BrokerReply =
  | {
      readonly ok: true;
      readonly token: AccessToken;
      /** The broker's clock, in epoch milliseconds. The times of the token are by this clock. */
      readonly now?: number;
    }
  | { readonly ok: false; readonly error: BrokerError };

/** A `TokenError` as plain data. */
export interface BrokerError extends TokenErrorDetails {
  readonly code: TokenError["code"];
  readonly message: string;
}

/** The state of the broker, without secrets. Times are epoch milliseconds. */
export interface BrokerState {
  /** The stored token. */
  readonly token?:
    | (Pick<AccessToken, "issuedAt" | "expiresAt"> & { readonly fingerprint: string | undefined })
    | undefined;
  /** The pair that the stored token was requested with. */
  readonly pair?: PairName | undefined;
  /** When the broker renews the token. */
  readonly renewalAt?: number | undefined;
  /** When an isolate last requested a token, to the minute. */
  readonly askedAt?: number | undefined;
  /** The last pair, if WakaPay rejected every pair and has accepted none since. */
  readonly rejected?: PairName | undefined;
}

/** Requests a token and returns the result as a reply. Never rejects. */
export async function toReply(
  source: TokenSource,
  request: BrokerRequest,
  now: () => number,
): Promise<BrokerReply> {
  try {
    return { ok: true, token: await source(request), now: now() };
  } catch (error) {
    if (!isTokenError(error)) {
      return { ok: false, error: { code: "unavailable", message: "The token broker failed." } };
    }
    // `message` is not enumerable, so a spread does not copy it.
    return { ok: false, error: { ...error, message: error.message } };
  }
}

/** Returns the token of a reply. Throws the reply's `TokenError` if it has none. */
export function fromReply(reply: BrokerReply): AccessToken {
  if (reply.ok) return reply.token;
  const { code, message, ...details } = reply.error;
  throw new TokenError(code, message, details);
}
