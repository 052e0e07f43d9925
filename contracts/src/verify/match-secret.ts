/**
 * Returns the source of a regular expression, for the flags `giu`, that matches a secret in each
 * encoding that Pact's output may contain: JSON and Rust escapes at any depth, percent-encoding,
 * HTML, a list of bytes, hexadecimal, and base64.
 */
export function matchSecret(secret: string): string {
  const bytes = [...Buffer.from(secret)];
  const json = JSON.stringify(secret).slice(1, -1);
  const [first = "", ...others] = secret.match(/\\+|[^\\]/gu) ?? [];
  return [
    // The first part matches only at the start of a run of backslashes. Otherwise, each position in
    // a long run would be tried.
    `(?<!\\\\)${matchPart(first)}${others.map(matchPart).join("")}`,
    bytes.join(",\\s*"),
    bytes.map((byte) => `(?:0x)?${toHex(byte)}`).join("[\\s:,]*"),
    ...[secret, json].flatMap(matchBase64),
  ].join("|");
}

const SHORT_ESCAPES: { readonly [character: string]: string } = { "\n": "n", "\r": "r", "\t": "t" };
const ENTITIES: { readonly [character: string]: string } = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

// A run of backslashes is one part, because each of them may have been escaped several times.
function matchPart(part: string): string {
  if (!part.startsWith("\\")) return matchCharacter(part);
  return `(?:\\\\{${part.length},}|(?:${matchEscapes("\\").join("|")}){${part.length}})`;
}

function matchCharacter(character: string): string {
  const alternatives = [`\\\\*${RegExp.escape(character)}`, ...matchEscapes(character)];
  if (character === " ") alternatives.push("\\+");
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) alternatives.push(`\\\\+${short}`);
  const entity = ENTITIES[character];
  if (entity !== undefined) alternatives.push(`&${entity};`);
  return `(?:${alternatives.join("|")})`;
}

function matchEscapes(character: string): string[] {
  const bytes = [...Buffer.from(character)].map(toHex);
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const codePoint = character.codePointAt(0) ?? 0;
  const hex = codePoint.toString(16);
  return [
    bytes.map((byte) => `%(?:25)*${byte}`).join(""),
    units.map((unit) => `\\\\+u${unit.toString(16).padStart(4, "0")}`).join(""),
    `\\\\+u\\{0*${hex}\\}`,
    bytes.map((byte) => `\\\\+x${byte}`).join(""),
    `&#0*${codePoint};`,
    `&#x0*${hex};`,
  ];
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
