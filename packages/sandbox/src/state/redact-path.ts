import { paths } from "../http/paths.ts";

const LONGEST = 256;

/**
 * A request's path as the journal may tell it: cut after 256 characters, and `[redacted]` where it holds a secret,
 * plain or percent-encoded, or what looks like a JWT.
 */
export function toldPath(path: string, isSecret: (text: string) => boolean): string {
  // A key may be a word of a route, such as "b"; what every caller sends tells nothing.
  if (Object.values(paths).some((known) => known === path)) return path;
  const spellings = [path, decoded(path)];
  if (spellings.some((text) => isSecret(text) || /eyJ[\w-]*\./.test(text))) return "[redacted]";
  return path.length > LONGEST ? `${path.slice(0, LONGEST)}…` : path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
