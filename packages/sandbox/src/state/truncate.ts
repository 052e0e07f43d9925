const MAX_LENGTH = 256;

/** Shortens a text to 256 characters and "…", so that the journal stays small. */
export function truncate(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
