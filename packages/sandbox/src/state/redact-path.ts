import { paths } from "../http/paths.ts";

const MAX_LENGTH = 256;

/** Returns whether a text contains a token or known credentials, plain or percent-encoded. */
export function containsSecret(text: string, isSecret: (text: string) => boolean): boolean {
  return [text, percentDecode(text)].some((spelling) => isSecret(spelling) || /eyJ[\w-]*\./.test(spelling));
}

/**
 * Returns a request path as the journal shows it.
 *
 * A path that contains a secret (plain or percent-encoded) or a JWT becomes `[redacted]`. A path
 * over 256 characters is truncated.
 */
export function redactPath(path: string, isSecret: (text: string) => boolean): string {
  // A short key such as "b" may occur in a known route, which every caller sends anyway.
  if (Object.values(paths).some((known) => known === path)) return path;
  if (containsSecret(path, isSecret)) return "[redacted]";
  return path.length > MAX_LENGTH ? `${path.slice(0, MAX_LENGTH)}…` : path;
}

function percentDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
