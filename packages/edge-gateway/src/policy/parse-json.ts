const STRING = /"(?:[^"\\\r\n]|\\.)*"/y;
const WORD = /[\w.+-]+/y;
const SPACE = /[ \t\r\n]*/y;
const SPACE_OR_COMMENT = /(?:[ \t\r\n]+|\/\/.*|\/\*[\s\S]*?\*\/)*/y;

/** A text is not valid JSON. The message contains the position, and nothing of the text. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

/**
 * Parses JSON. Unlike `JSON.parse`, it rejects duplicate members, and its errors quote nothing.
 *
 * With `isJsonc`, comments and trailing commas are allowed. Throws {@link JsonError}.
 *
 * @example
 * parseJson('{ "a": 1, "a": 2 }'); // JsonError: line 1, column 11: duplicate member
 */
export function parseJson(text: string, { isJsonc = false } = {}): unknown {
  let at = 0;

  function fail(message: string, position = at): never {
    const lines = text.slice(0, position).split("\n");
    throw new JsonError(`line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}: ${message}`);
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const [token] = pattern.exec(text) ?? [];
    at += token?.length ?? 0;
    return token;
  }

  function skipSpace(): void {
    match(isJsonc ? SPACE_OR_COMMENT : SPACE);
  }

  function take(punctuation: string): boolean {
    skipSpace();
    const isNext = text.startsWith(punctuation, at);
    if (isNext) at += punctuation.length;
    return isNext;
  }

  function expected(what: string): never {
    if (at >= text.length) return fail("the text ends too early");
    if (at === 0 && text.startsWith("\uFEFF")) return fail("a byte order mark is not allowed");
    return fail(/^\/[/*]/.test(text.slice(at, at + 2)) ? "comments are not allowed" : `expected ${what}`);
  }

  function parseToken(token: string | undefined, what: string, start: number): unknown {
    if (token === undefined) return expected(what);
    try {
      return JSON.parse(token);
    } catch {
      return fail(`expected ${what}`, start);
    }
  }

  /** Reads items up to `end`, separated by commas. */
  function readItems(end: string, readItem: () => void): void {
    if (take(end)) return;
    do {
      if (isJsonc && take(end)) return;
      readItem();
    } while (take(","));
    if (!take(end)) expected(`a comma or ${end}`);
  }

  function readObject(): unknown {
    const members = new Map<string, unknown>();
    readItems("}", () => {
      skipSpace();
      const start = at;
      const name = String(parseToken(match(STRING), "a name in double quotes", start));
      if (members.has(name)) fail("duplicate member", start);
      if (!take(":")) expected("a colon");
      members.set(name, readValue());
    });
    return Object.fromEntries(members);
  }

  function readArray(): unknown {
    const items: unknown[] = [];
    readItems("]", () => items.push(readValue()));
    return items;
  }

  function readValue(): unknown {
    if (take("{")) return readObject();
    if (take("[")) return readArray();
    const start = at;
    return parseToken(match(STRING) ?? match(WORD), "a value", start);
  }

  const value = readValue();
  skipSpace();
  if (at < text.length) expected("the end of the text");
  return value;
}
