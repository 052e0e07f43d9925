import { Problem } from "../http/problem.ts";
import type { Caller, Callers } from "../policy/policy.ts";
import { callerNamedBy, hashOf } from "./gateway-key.ts";

const CHALLENGE = 'Bearer realm="wakapay-gateway"';
const MAX_HEADER_LENGTH = 128;
const NO_HASH = new Uint8Array(32);

/**
 * Returns the caller of a request, or throws `key_missing` or `key_refused`. `props` are those of a
 * service binding, `undefined` over HTTP.
 */
export type Authenticate = (request: Request, props: unknown) => Promise<Caller>;

/**
 * Creates the function that authenticates requests: over HTTP by the gateway key in
 * `Authorization: Bearer wgk_…`, over a service binding by its `props`.
 *
 * Every wrong credential gets the same response. A key with a wrong checksum is rejected before it
 * is hashed or looked up. The last valid key of each caller is cached in memory, so it is not
 * hashed again. Comparisons take constant time.
 *
 * @example
 * const authenticate = createAuthenticator(callers);
 * const { name } = await authenticate(request, undefined);
 */
export function createAuthenticator(callers: Callers): Authenticate {
  const lastValidKeys = new Map<string, string>();

  async function callerByKey(authorization: string | null): Promise<Caller | undefined> {
    if (authorization === null || authorization === "") throw keyMissing();
    const key = bearerOf(authorization);
    const name = key === undefined ? undefined : callerNamedBy(key);
    if (key === undefined || name === undefined) return undefined;
    const caller = callers.get(name);
    if (isEqual(key, lastValidKeys.get(name) ?? "")) return caller;
    const hash = await hashOf(key);
    const [first = NO_HASH, second = NO_HASH] = caller?.keyHashes ?? [];
    const isFirst = crypto.subtle.timingSafeEqual(hash, first);
    const isSecond = crypto.subtle.timingSafeEqual(hash, second);
    if (caller === undefined || !(isFirst || isSecond)) return undefined;
    lastValidKeys.set(name, key);
    return caller;
  }

  return async ({ headers }, props) => {
    const caller =
      props === undefined ? await callerByKey(headers.get("authorization")) : callerByProps(props, callers);
    if (caller === undefined) throw keyRefused();
    return caller;
  };
}

/**
 * Compares two texts in a time that depends on their lengths only. The keys of a caller have equal
 * lengths.
 */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/** Trusts the props: they come from the configuration of the Worker that holds the binding. */
function callerByProps(props: unknown, callers: Callers): Caller | undefined {
  const name = typeof props === "object" && props !== null && "caller" in props ? props.caller : undefined;
  return typeof name === "string" ? callers.get(name) : undefined;
}

function bearerOf(authorization: string): string | undefined {
  if (authorization.length > MAX_HEADER_LENGTH) return undefined;
  return /^Bearer +([!-~]+)$/i.exec(authorization)?.[1];
}

function keyMissing(): Problem {
  return new Problem("key_missing", 'Send your gateway key in the Authorization header, as "Bearer wgk_…".', {
    headers: { "www-authenticate": CHALLENGE },
  });
}

function keyRefused(): Problem {
  return new Problem(
    "key_refused",
    "The gateway key is not valid. Ask the gateway's operator for a new key.",
    { headers: { "www-authenticate": `${CHALLENGE}, error="invalid_token"` } },
  );
}
