import type { TimeWindow } from "../time/time-window.ts";
import type { AccessToken } from "../token/access-token.ts";

/**
 * A token in a cache, with the edges of its windows (epoch ms), computed once. The span is when it may be handed out:
 * before it the clock has stepped back, and nothing is known of the token.
 */
export interface KeptToken extends TimeWindow {
  readonly token: AccessToken;
  /** The token as a settled promise, handed out again and again. */
  readonly promise: Promise<AccessToken>;
  /** From here on it is renewed behind its callers. */
  readonly renewAt: number;
  /** From here on callers wait for the renewal: the leeway, min(`leewayMs`, life / 10) before the end. */
  readonly leewayAt: number;
}

/** Computes the windows of a token that is kept at `keptAt`. `random` is in [0, 1). */
export function keptToken(token: AccessToken, keptAt: number, leewayMs: number, random: number): KeptToken {
  const life = token.expiresAt - token.issuedAt;
  return {
    token,
    promise: Promise.resolve(token),
    from: Math.min(token.issuedAt, keptAt),
    until: token.expiresAt,
    renewAt: token.expiresAt - Math.floor(life * (0.25 + 0.1 * random)),
    leewayAt: token.expiresAt - Math.min(leewayMs, life / 10),
  };
}
