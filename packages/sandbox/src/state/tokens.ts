import { errors, jwtVerify, SignJWT } from "jose";
import type { Settings } from "../options/settings.ts";
import type { Outcome } from "./journal.ts";

/** What a bearer token turned out to be. `account` and `tokenId` are there when the sandbox issued it. */
export interface Bearer {
  readonly outcome: Extract<Outcome, "authorized" | "unknown token" | "expired token" | "revoked token">;
  readonly account?: string;
  readonly tokenId?: string;
}

/** The tokens of a sandbox: JWTs, signed with HS256 by a key that no other sandbox has. */
export interface Tokens {
  /** Makes a token with `sub`, `iat`, `exp` and a unique `jti`. It ends `lifetimeSeconds` later to the millisecond, though `exp` is whole seconds. */
  issue(account: string, settings: Settings): Promise<{ token: string; tokenId: string }>;
  /** Says whether a token is good now, and if not, why. */
  identify(token: string): Promise<Bearer>;
  /** Ends one token, or all that live; answers how many ended. */
  revoke(token?: string): number;
}

/** Makes the tokens of a sandbox. */
export function createTokens({ now }: { now: () => number }): Tokens {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const live = new Map<string, { account: string; tokenId: string; expiresAt: number }>();

  /** Stops at the first that lives: they stand in the order of issue, so nearly all that are over come first. */
  function forgetExpired(at: number): void {
    for (const [token, { expiresAt }] of live) {
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
        for (const [earlier, owner] of live) if (owner.account === account) live.delete(earlier);
      }
      live.set(token, { account, tokenId, expiresAt: at + lifetimeSeconds * 1000 });
      return { token, tokenId };
    },

    async identify(token) {
      const at = now();
      const entry = live.get(token);
      if (entry === undefined) return identifyEnded(token, key, at);
      const { account, tokenId, expiresAt } = entry;
      return { outcome: at < expiresAt ? "authorized" : "expired token", account, tokenId };
    },

    revoke(token) {
      const at = now();
      const chosen = token === undefined ? [...live.keys()] : [token];
      const ended = chosen.filter((one) => (live.get(one)?.expiresAt ?? 0) > at);
      for (const one of chosen) live.delete(one);
      return ended.length;
    },
  };
}

/** Tells a token of ours that was revoked, or ended and was forgotten, from one that we never signed. */
async function identifyEnded(token: string, key: Uint8Array, at: number): Promise<Bearer> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"], currentDate: new Date(at) });
    return { outcome: "revoked token", ...owner(payload) };
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) return { outcome: "unknown token" };
    return { outcome: "expired token", ...owner(error.payload) };
  }
}

function owner({ sub, jti }: { sub?: string; jti?: string }): Pick<Bearer, "account" | "tokenId"> {
  return { ...(sub && { account: sub }), ...(jti && { tokenId: jti }) };
}
