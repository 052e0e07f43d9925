const MAX_LENGTH = 32;

/** Shortens a name that is longer than any valid one, so that a pasted key is never shown. */
export function shortName(name: string): string {
  return name.length <= MAX_LENGTH ? name : `${name.slice(0, 8)}…`;
}
