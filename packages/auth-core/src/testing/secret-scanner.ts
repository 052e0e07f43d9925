/** One place where a secret was found. The secret itself is not repeated. */
export interface Leak {
  /** The path from the scanned value, for example `value.cause.options.headers`. */
  readonly path: string;
  /** The index of the secret in the list. */
  readonly secret: number;
}

/**
 * Finds secrets in any value, at any depth.
 *
 * Searches messages, stacks, causes, hidden and symbol properties, property names, getters, maps,
 * sets, and bytes, for each secret as it is, URL-encoded, in base64, and in JSON. It cannot search
 * closures.
 *
 * @example
 * expect(findSecrets(error, [apiKey, apiSecret])).toEqual([]);
 */
export function findSecrets(value: unknown, secrets: readonly string[]): Leak[] {
  const needles = secrets.map((secret) => [
    secret,
    encodeURIComponent(secret),
    toBase64(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  const leaks: Leak[] = [];
  const seen = new Set<object>();

  function check(text: string, path: string): void {
    needles.forEach((forms, secret) => {
      if (forms.some((form) => text.includes(form))) leaks.push({ path, secret });
    });
  }

  function visit(part: unknown, path: string): void {
    if (typeof part === "string") check(part, path);
    else if (typeof part === "symbol") check(String(part), path);
    else if (part !== null && (typeof part === "object" || typeof part === "function") && !seen.has(part)) {
      seen.add(part);
      const bytes = bytesOf(part);
      if (bytes === undefined) visitParts(part, path);
      else check(new TextDecoder().decode(bytes), path);
    }
  }

  function visitParts(whole: object, path: string): void {
    if (isCollection(whole)) {
      for (const item of whole) visit(item, `${path}[]`);
    }
    for (
      let owner: object | null = whole;
      owner !== null && !isBuiltIn(owner);
      owner = Object.getPrototypeOf(owner)
    ) {
      for (const key of Reflect.ownKeys(owner)) {
        visit(typeof key === "string" ? key : key.description, `${path}.${String(key)} (name)`);
        visit(read(whole, key), `${path}.${String(key)}`);
      }
    }
  }

  visit(value, "value");
  return leaks;
}

function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : undefined;
}

function read(owner: object, key: PropertyKey): unknown {
  try {
    const value: unknown = Reflect.get(owner, key);
    // Getters of prototypes, such as `closed` of a stream's reader, return rejected promises.
    if (value instanceof Promise) value.catch(() => {});
    return value;
  } catch (error) {
    return error;
  }
}

function isCollection(value: object): value is Iterable<unknown> {
  return [Map, Set, Headers, URLSearchParams, FormData].some((kind) => value instanceof kind);
}

function isBuiltIn(owner: object): boolean {
  return [Object, Array, Function, Map, Set, Promise].some((kind) => kind.prototype === owner);
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
