import { errors, jwtVerify, SignJWT } from "jose";
import type { Outcome } from "./journal.ts";
import type { Settings } from "./settings.ts";

/** What a bearer token turned out to be. `tokenId` and `account` are there when the sandbox issued it. */
export interface Bearer {
  readonly outcome: Extract<Outcome, "authorized" | "unknown token" | "expired token" | "revoked token">;
  readonly account?: string;
  readonly tokenId?: string;
}

/** The tokens of a sandbox: JWTs, signed with HS256 by a key that no other sandbox has. */
export interface Tokens {
  issue(account: string, settings: Settings): Promise<{ token: string; tokenId: string }>;
  identify(token: string): Promise<Bearer>;
  /** Ends one token, or all that live; answers how many ended. */
  revoke(token?: string): number;
}

/** Makes the tokens of a sandbox. */
export function createTokens({ now }: { now: () => number }): Tokens {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const live = new Map<string, { account: string; expiresAt: number }>();

  function forgetExpired(at: number): void {
    for (const [token, { expiresAt }] of live) {
      // Tokens stand in the order of their issue, so the first that lives is, lifetimes being equal, the end of the search.
      if (expiresAt > at) return;
      live.delete(token);
    }
  }

  return {
    async issue(account, { lifetimeSeconds, singleLiveToken }) {
      const at = now();
      const tokenId = crypto.randomUUID();
      const issuedAtSeconds = Math.floor(at / 1000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setSubject(account)
        .setIssuedAt(issuedAtSeconds)
        .setExpirationTime(issuedAtSeconds + lifetimeSeconds)
        .setJti(tokenId)
        .sign(key);
      forgetExpired(at);
      if (singleLiveToken) {
        for (const [other, of] of live) if (of.account === account) live.delete(other);
      }
      live.set(token, { account, expiresAt: at + lifetimeSeconds * 1000 });
      return { token, tokenId };
    },

    async identify(token) {
      const at = now();
      try {
        // A second of tolerance, because the claims are whole seconds: the end to the millisecond is in `live`.
        const { payload } = await jwtVerify(token, key, {
          algorithms: ["HS256"],
          currentDate: new Date(at),
          clockTolerance: 1,
        });
        const seen = {
          ...(payload.sub && { account: payload.sub }),
          ...(payload.jti && { tokenId: payload.jti }),
        };
        const entry = live.get(token);
        if (entry === undefined) return { outcome: "revoked token", ...seen };
        return { outcome: at < entry.expiresAt ? "authorized" : "expired token", ...seen };
      } catch (error) {
        if (!(error instanceof errors.JWTExpired)) return { outcome: "unknown token" };
        const { sub, jti } = error.payload;
        return { outcome: "expired token", ...(sub && { account: sub }), ...(jti && { tokenId: jti }) };
      }
    },

    revoke(token) {
      forgetExpired(now());
      if (token !== undefined) return live.delete(token) ? 1 : 0;
      const ended = live.size;
      live.clear();
      return ended;
    },
  };
}
