/**
 * Returns the source of a regular expression, for the flags `giu`, that matches a secret in each
 * encoding that Pact's output may contain: JSON and Rust escapes at any depth, percent-encoding, a
 * list of bytes, hexadecimal, and base64.
 */
export function matchSecret(secret: string): string {
  const bytes = [...Buffer.from(secret)];
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    [...secret].map(matchCharacter).join(""),
    bytes.join(",\\s*"),
    bytes.map(toHex).join(""),
    ...[secret, json].flatMap(matchBase64),
  ].join("|");
}

const SHORT_ESCAPES: { readonly [character: string]: string } = { "\n": "n", "\r": "r", "\t": "t" };

function matchCharacter(character: string): string {
  const bytes = [...Buffer.from(character)].map(toHex);
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const codePoint = (character.codePointAt(0) ?? 0).toString(16);
  const alternatives = [
    `\\\\*${RegExp.escape(character)}`,
    bytes.map((byte) => `%${byte}`).join(""),
    units.map((unit) => `\\\\+u${unit.toString(16).padStart(4, "0")}`).join(""),
    `\\\\+u\\{0*${codePoint}\\}`,
    bytes.map((byte) => `\\\\+x${byte}`).join(""),
  ];
  if (character === " ") alternatives.push("\\+");
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) alternatives.push(`\\\\+${short}`);
  return `(?:${alternatives.join("|")})`;
}

// A text has three encodings in base64, depending on the number of bytes before it. The first and
// the last character of each may also depend on the neighbors, so they are left out.
function matchBase64(text: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.from(`${"-".repeat(offset)}${text}`)
      .toString("base64")
      .replace(/=+$/, "");
    const whole = encoded.slice(offset === 0 ? 0 : offset + 1, -1);
    if (whole.length < 6) return [];
    return [RegExp.escape(whole).replaceAll("\\+", "[-+]").replaceAll("\\/", "[/_]")];
  });
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
