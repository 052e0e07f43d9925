/** One place where a secret stands: the way to it from the scanned value. The secret itself is not repeated. */
export interface Leak {
  /** Such as `error.cause.options.headers`. */
  readonly path: string;
  /** Which of the given secrets it is, by its position. */
  readonly secret: number;
}

/**
 * Finds secrets in anything: messages, stacks, causes, hidden and symbol properties, getters, maps, sets, bytes, map
 * keys and property names, at any depth, as they are or encoded for a URL or in base64. Functions' closures are out of reach.
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
        visit(typeof key === "string" ? key : key.description, `${path}.${String(key)} (its name)`);
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
    return Reflect.get(owner, key);
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
