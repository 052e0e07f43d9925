const LONGEST = 256;

/**
 * A request's path as the journal may tell it: cut after 256 characters, and `[redacted]` where it holds a secret,
 * plain or percent-encoded, or what looks like a JWT.
 */
export function toldPath(path: string, isSecret: (text: string) => boolean): string {
  const spellings = [path, decoded(path)];
  const told = spellings.some((text) => isSecret(text) || /eyJ[\w-]*\./.test(text)) ? "[redacted]" : path;
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
