import { activeAt } from "../time/time-window.ts";
import { parseObject } from "./parse-object.ts";

/**
 * A bearer token of the WakaPay Business API.
 *
 * Times are epoch milliseconds by this process's clock. The token's lifetime is
 * `expiresAt - issuedAt`.
 *
 * @see "Success Response" in WakaPay's Authentication API documentation
 */
export interface AccessToken {
  /** The JWT that follows `Bearer ` in the `Authorization` header. A secret: never log it. */
  readonly value: string;
  /** When the token request was sent. */
  readonly issuedAt: number;
  /** When the token expires: `issuedAt` plus the response's `expiresIn`. */
  readonly expiresAt: number;
  /**
   * How many consecutive renewals of rejected tokens led to this token. Absent for a token that
   * replaced no rejected one. Stores and RPC preserve it.
   */
  readonly replacements?: number;
  /** The first 64 bits of the value's SHA-256, in hex. Logs and events show this, not the value. */
  readonly fingerprint?: string;
}

const FIRST_INTERVAL_MS = 1_000;
const LONGEST_INTERVAL_MS = 30_000;

/**
 * Returns whether both are tokens with the same value.
 *
 * @example
 * if (isSameToken(token, request.rejected)) throw new TokenError("token_rejected", message);
 */
export function isSameToken(one: AccessToken | undefined, other: AccessToken | undefined): boolean {
  return one !== undefined && one.value === other?.value;
}

/**
 * Returns whether a token replaced a rejected one so recently that it is not renewed yet, even if
 * the API rejects it.
 *
 * The interval starts at `issuedAt`. It is 1 s (or half the lifetime, if that is shorter) for the
 * first replacement, and doubles with each consecutive one, up to 30 s.
 */
export function isRecentReplacement(token: AccessToken, now: number): boolean {
  const { issuedAt } = token;
  return activeAt({ from: issuedAt, until: issuedAt + intervalMs(token) }, now) !== undefined;
}

/**
 * Returns the `replacements` of the token that replaces `rejected`.
 *
 * Continues the count if `rejected` was itself a replacement and is rejected within twice its
 * interval. A replacement that was in use for longer than that was accepted, so the count starts
 * again at 1.
 */
export function nextReplacements(rejected: AccessToken, now: number): number {
  const { issuedAt, replacements = 0 } = rejected;
  const window = { from: issuedAt, until: issuedAt + 2 * intervalMs(rejected) };
  return activeAt(window, now) === undefined ? 1 : replacements + 1;
}

function intervalMs({ issuedAt, expiresAt, replacements = 0 }: AccessToken): number {
  if (replacements < 1) return 0;
  const firstMs = Math.min(FIRST_INTERVAL_MS, (expiresAt - issuedAt) / 2);
  return Math.min(LONGEST_INTERVAL_MS, firstMs * 2 ** (replacements - 1));
}

/**
 * Parses a token that was stored as JSON. Returns `undefined` if the text is not a token, for
 * example because another version of this package wrote it.
 *
 * @example
 * const token = parseToken(await storage.get("token") ?? "");
 */
export function parseToken(text: string): AccessToken | undefined {
  const { value, issuedAt, expiresAt, replacements, fingerprint } = parseObject(text) ?? {};
  if (typeof value !== "string" || typeof issuedAt !== "number" || typeof expiresAt !== "number") {
    return undefined;
  }
  return {
    value,
    issuedAt,
    expiresAt,
    ...(typeof replacements === "number" && { replacements }),
    ...(typeof fingerprint === "string" && { fingerprint }),
  };
}
