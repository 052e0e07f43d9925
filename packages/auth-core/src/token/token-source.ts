import type { AccessToken } from "./access-token.ts";

/** What a caller asks of a {@link TokenSource}. An empty request asks for any token that is good now. */
export interface TokenRequest {
  /** Ends this caller's wait, and nobody else's; the rejection is the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** The token that the API refused. A demand: a caller that names a token never receives it. */
  readonly rejected?: AccessToken | undefined;
  /** Asks for a token that ends later than this (epoch ms). A wish: a source that cannot renew now answers with what it keeps. */
  readonly minExpiresAt?: number | undefined;
}

/**
 * Everything that yields a token: one round trip, a cache, a fleet's store, a Durable Object.
 *
 * A layer takes a source and returns one, so any of them can be taken out, or tested over a two-line fake.
 * Rejects with a `TokenError`, or with the reason of the caller's own signal. Most programs want
 * `createTokenManager`, which composes the layers.
 */
export type TokenSource = (request?: TokenRequest) => Promise<AccessToken>;
