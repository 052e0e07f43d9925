const REDACTED = "[redacted]";

const JWT = /eyJ[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){1,2}/g;
const NAMED = /((?:accessToken|apiSecret|apiKey)\\*["']?\s*[:=]\s*\\*["']?)[^\s"'\\,}&]+/g;
const BEARER = /(Bearer\s+)[^\s"'\\,}]+/gi;

/**
 * Removes secrets from a text: the given secrets, everything that has the form of a JWT, the values
 * of `accessToken`, `apiKey`, and `apiSecret`, and what follows `Bearer`.
 *
 * Redact an output as a whole. If it is redacted in pieces, a token may lie across two of them.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
  const known = longestFirst.reduce((shown, secret) => shown.replaceAll(secret, REDACTED), text);
  return known.replace(JWT, REDACTED).replace(NAMED, `$1${REDACTED}`).replace(BEARER, `$1${REDACTED}`);
}
