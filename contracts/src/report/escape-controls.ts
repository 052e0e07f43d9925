/**
 * Replaces control characters with escapes such as `\u{1b}`, so that a text changes nothing in a
 * terminal and is valid in XML. Keeps line feeds and tabs.
 */
export function escapeControls(text: string): string {
  return text.replace(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu, toEscape);
}

/** Like {@link escapeControls}, but also replaces line feeds and tabs. */
export function escapeLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, toEscape);
}

function toEscape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
