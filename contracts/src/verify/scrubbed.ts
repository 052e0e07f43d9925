/** What stands where a secret stood. */
const WITHHELD = "‹withheld›";

const JWT = /eyJ[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){1,2}/g;
const NAMED = /((?:accessToken|apiSecret|apiKey)\\*["']?\s*[:=]\s*\\*["']?)[^\s"'\\,}&]+/g;
const BEARER = /(Bearer\s+)[^\s"'\\,}]+/gi;

/**
 * Text as it may be shown: without the given secrets, without anything that has a JWT's shape, and without what
 * is said of `accessToken`, `apiKey`, `apiSecret` or after `Bearer`.
 *
 * Scrub a whole output, not its pieces: a token may lie across two of them.
 */
export function scrubbed(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
  const known = longestFirst.reduce((shown, secret) => shown.replaceAll(secret, WITHHELD), text);
  return known.replace(JWT, WITHHELD).replace(NAMED, `$1${WITHHELD}`).replace(BEARER, `$1${WITHHELD}`);
}
