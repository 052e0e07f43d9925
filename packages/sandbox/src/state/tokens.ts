import { errors, jwtVerify, SignJWT } from "jose";
import { fingerprintOf } from "../http/fingerprint.ts";
import { formatDuration } from "../http/format-duration.ts";
import type { Settings } from "../options/settings.ts";
import type { CallDetails, Outcome } from "./journal.ts";
import { createTokenIds, type TokenIds } from "./token-ids.ts";

/** The result of a token check. `account` and `tokenId` are those of a token issued here. */
export type TokenCheck = CallDetails & { readonly reason: string } & (
    | { readonly outcome: "authorized"; readonly account: string; readonly tokenId: string }
    | { readonly outcome: Extract<Outcome, "unknown token" | "expired token" | "revoked token"> }
  );

/** A token of a sandbox, without the token itself. */
export interface TokenState {
  /** The `jti` of the token. */
  readonly tokenId: string;
  /** The first 64 bits of the token's SHA-256, as auth-core and the gateway log it. */
  readonly fingerprint: string;
  readonly account: string;
  /** In epoch milliseconds of the sandbox's clock. */
  readonly issuedAt: number;
  /** In epoch milliseconds of the sandbox's clock. */
  readonly expiresAt: number;
  /** When the token was revoked, in epoch milliseconds of the sandbox's clock. */
  readonly revokedAt?: number;
  readonly status: "live" | "expired" | "revoked";
}

/** The tokens of a sandbox: JWTs signed with HS256. */
export interface Tokens {
  /**
   * Issues a token with `sub`, `iat`, `exp`, and a unique `jti`. It expires exactly
   * `lifetimeSeconds` later, even though `exp` is in whole seconds.
   */
  issue(account: string, settings: Settings): Promise<IssuedToken>;
  /** Returns whether a token is valid now, and why. */
  check(token: string): Promise<TokenCheck>;
  /**
   * Revokes one token, given itself or its `jti`, or all valid tokens. Returns how many were
   * revoked. `cause` completes "revoked by …".
   */
  revoke(tokenOrId?: string, cause?: string): number;
  /** Returns the tokens in the order in which they were issued. */
  list(): readonly TokenState[];
}

/** A new token. */
export interface IssuedToken {
  readonly token: string;
  readonly tokenId: string;
  readonly fingerprint: string;
}

interface TokenRecord extends Omit<TokenState, "status" | "revokedAt"> {
  readonly revoked?: { readonly at: number; readonly cause: string };
}

const MAX_RECORDS = 1_000;

/** Creates the tokens of a sandbox. With a `seed`, they are the same in every run. */
export function createTokens({ now, seed }: { now: () => number; seed?: string | undefined }): Tokens {
  const ids = createTokenIds(seed);
  /** The live tokens, and the latest of the others, by token. */
  const records = new Map<string, TokenRecord>();

  const isLive = (record: TokenRecord) => record.revoked === undefined && now() < record.expiresAt;

  function end(token: string, record: TokenRecord, cause: string): void {
    records.set(token, { ...record, revoked: { at: now(), cause } });
  }

  function forgetOldest(): void {
    for (const [token, record] of records) {
      if (records.size <= MAX_RECORDS) return;
      if (!isLive(record)) records.delete(token);
    }
  }

  return {
    async issue(account, { lifetimeSeconds, singleLiveToken }) {
      const issuedAt = now();
      const { tokenId, issuedAtSeconds, key } = await ids.next(account, issuedAt);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setSubject(account)
        .setIssuedAt(issuedAtSeconds)
        .setExpirationTime(issuedAtSeconds + lifetimeSeconds)
        .setJti(tokenId)
        .sign(key);
      const fingerprint = await fingerprintOf(token);
      if (singleLiveToken) {
        for (const [earlier, record] of records) {
          if (record.account === account && isLive(record)) {
            end(earlier, record, "a newer token of its account (singleLiveToken)");
          }
        }
      }
      records.set(token, {
        tokenId,
        fingerprint,
        account,
        issuedAt,
        expiresAt: issuedAt + lifetimeSeconds * 1000,
      });
      forgetOldest();
      return { token, tokenId, fingerprint };
    },

    async check(token) {
      const record = records.get(token);
      if (record === undefined) {
        const fingerprint = await fingerprintOf(token);
        return { ...(await checkForgotten(token, ids, now())), fingerprint };
      }
      const { account, tokenId, fingerprint, expiresAt, revoked } = record;
      const left = expiresAt - now();
      const owner = { account, tokenId, fingerprint };
      if (revoked !== undefined) {
        const ago = formatDuration(now() - revoked.at);
        const reason = `token was revoked by ${revoked.cause}, ${ago} ago`;
        return { outcome: "revoked token", reason, ...owner };
      }
      if (left <= 0) {
        return { outcome: "expired token", reason: `token expired ${formatDuration(-left)} ago`, ...owner };
      }
      return { outcome: "authorized", reason: `token is valid for ${formatDuration(left)}`, ...owner };
    },

    revoke(tokenOrId, cause = "the control API") {
      const revoked = [...records].filter(
        ([token, record]) =>
          isLive(record) && (tokenOrId === undefined || token === tokenOrId || record.tokenId === tokenOrId),
      );
      for (const [token, record] of revoked) end(token, record, cause);
      return revoked.length;
    },

    list: () =>
      [...records.values()].map(({ revoked, ...record }) => ({
        ...record,
        ...(revoked && { revokedAt: revoked.at }),
        status: revoked ? "revoked" : now() < record.expiresAt ? "live" : "expired",
      })),
  };
}

/** Checks a token without a record: forgotten, or never issued here. */
async function checkForgotten(token: string, { verificationKey }: TokenIds, at: number): Promise<TokenCheck> {
  if (!/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token)) {
    return { outcome: "unknown token", reason: "the bearer is not an access token (not a JWT)" };
  }
  const unknown = "this sandbox did not issue the token: it is from another host or from before a restart";
  if (verificationKey === undefined) return { outcome: "unknown token", reason: unknown };
  try {
    const options = { algorithms: ["HS256"], currentDate: new Date(at) };
    const { payload } = await jwtVerify(token, verificationKey, options);
    return { outcome: "revoked token", reason: "token was revoked", ...owner(payload) };
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) return { outcome: "unknown token", reason: unknown };
    return { outcome: "expired token", reason: "token expired", ...owner(error.payload) };
  }
}

function owner({ sub, jti }: { sub?: string; jti?: string }): Pick<TokenCheck, "account" | "tokenId"> {
  return { ...(sub && { account: sub }), ...(jti && { tokenId: jti }) };
}
