import { errors, jwtVerify, SignJWT } from "jose";
import type { Settings } from "../options/sandbox-options.ts";
import type { Outcome } from "./journal.ts";

/** The result of a token check. `account` and `tokenId` are those of a token issued here. */
export type TokenCheck =
  | { readonly outcome: "authorized"; readonly account: string; readonly tokenId: string }
  | {
      readonly outcome: Extract<Outcome, "unknown token" | "expired token" | "revoked token">;
      readonly account?: string;
      readonly tokenId?: string;
    };

/** The tokens of a sandbox: JWTs signed with HS256 and a random key per sandbox. */
export interface Tokens {
  /**
   * Issues a token with `sub`, `iat`, `exp`, and a unique `jti`. It expires exactly
   * `lifetimeSeconds` later, even though `exp` is in whole seconds.
   */
  issue(account: string, settings: Settings): Promise<{ token: string; tokenId: string }>;
  /** Returns whether a token is valid now and, if not, why. */
  check(token: string): Promise<TokenCheck>;
  /** Revokes one token, or all valid tokens. Returns how many were revoked. */
  revoke(token?: string): number;
}

/** Creates the tokens of a sandbox. */
export function createTokens({ now }: { now: () => number }): Tokens {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const live = new Map<string, { account: string; tokenId: string; expiresAt: number }>();

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
      for (const [earlier, entry] of live) {
        if (entry.expiresAt <= at || (singleLiveToken && entry.account === account)) live.delete(earlier);
      }
      live.set(token, { account, tokenId, expiresAt: at + lifetimeSeconds * 1000 });
      return { token, tokenId };
    },

    async check(token) {
      const at = now();
      const entry = live.get(token);
      if (entry === undefined) return checkEnded(token, key, at);
      const { account, tokenId, expiresAt } = entry;
      return { outcome: at < expiresAt ? "authorized" : "expired token", account, tokenId };
    },

    revoke(token) {
      const at = now();
      const revoked = token === undefined ? [...live.keys()] : [token];
      const count = revoked.filter((one) => (live.get(one)?.expiresAt ?? 0) > at).length;
      for (const one of revoked) live.delete(one);
      return count;
    },
  };
}

/** Checks a token that isn't live: revoked, expired and removed, or never issued here. */
async function checkEnded(token: string, key: Uint8Array, at: number): Promise<TokenCheck> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"], currentDate: new Date(at) });
    return { outcome: "revoked token", ...owner(payload) };
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) return { outcome: "unknown token" };
    return { outcome: "expired token", ...owner(error.payload) };
  }
}

function owner({ sub, jti }: { sub?: string; jti?: string }): Pick<TokenCheck, "account" | "tokenId"> {
  return { ...(sub && { account: sub }), ...(jti && { tokenId: jti }) };
}
