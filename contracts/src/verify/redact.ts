import { matchSecret } from "./match-secret.ts";

const REDACTED = "[redacted]";
const MIN_SECRET_LENGTH = 4;

const JWT = /eyJ[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){1,2}/g;
const BEARER = /(Bearer\s+)[^\s"'\\,}]+/gi;
const NAME = String.raw`((?:accessToken|apiSecret|apiKey)\\*["']?\s*[:=]\s*)`;
// A string inside a string has a quote with backslashes as its delimiter.
const QUOTED = new RegExp(String.raw`${NAME}(\\*["'])[^\n]*?(?:(?<!\\)\2|$)`, "gm");
const UNQUOTED = new RegExp(String.raw`${NAME}[^\s"'\\,}&]+`, "g");

/**
 * Removes secrets from a text: the given secrets in every encoding, everything that has the form of
 * a JWT, the values of `accessToken`, `apiKey`, and `apiSecret`, and what follows `Bearer`.
 *
 * Redact an output as a whole. If it is redacted in pieces, a token may lie across two of them.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replace(new RegExp(matchSecret(secret), "giu"), REDACTED), text);
  return known
    .replace(JWT, REDACTED)
    .replace(QUOTED, `$1$2${REDACTED}$2`)
    .replace(UNQUOTED, `$1${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`);
}
