import type { AccessToken } from "./access-token.ts";
import { parseObject } from "./json-object.ts";

/**
 * Reads a token that was kept as JSON; `undefined` for what is none. What was sealed was written by a holder of the
 * secret, but that may have been another version of this package.
 */
export function parseToken(text: string): AccessToken | undefined {
  const { value, issuedAt, expiresAt, replaces, fingerprint } = parseObject(text) ?? {};
  if (typeof value !== "string" || typeof issuedAt !== "number" || typeof expiresAt !== "number") {
    return undefined;
  }
  return {
    value,
    issuedAt,
    expiresAt,
    ...(replaces === true && { replaces }),
    ...(typeof fingerprint === "string" && { fingerprint }),
  };
}
