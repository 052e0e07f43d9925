import { Problem } from "../http/problem.ts";
import { callerNamedBy, hashOf } from "./gateway-key.ts";
import type { Caller, Callers } from "./policy.ts";

const REALM = 'Bearer realm="wakapay-gateway"';
const MAX_KEY_LENGTH = 128;
const NO_HASH = new Uint8Array(32);

/** Says who sends a request, or throws the 401. `props` are those of a service binding, undefined over HTTP. */
export type Authenticate = (request: Request, props: unknown) => Promise<Caller>;

/**
 * Says who calls: over HTTP by the gateway key in `Authorization: Bearer wgk_…`, over a service binding by its `props`.
 *
 * Every wrong credential gets the same 401 with the same body: unknown callers, retired keys, other schemes, other props.
 * The checksum refuses garbage before anything is hashed or looked up. The key that a caller proved last is remembered, in
 * this isolate alone, and needs no hash again. Comparisons take the same time whatever they compare.
 */
export function createAuthenticator(callers: Callers): Authenticate {
  const proven = new Map<string, string>();

  async function callerByKey(authorization: string | null): Promise<Caller | undefined> {
    if (authorization === null || authorization === "") throw keyMissing();
    const key = bearer(authorization);
    const name = key === undefined ? undefined : callerNamedBy(key);
    if (key === undefined || name === undefined) return undefined;
    const caller = callers.get(name);
    if (isSame(key, proven.get(name) ?? "")) return caller;
    const presented = await hashOf(key);
    const [first = NO_HASH, second = NO_HASH] = caller?.keyHashes ?? [];
    const isFirst = crypto.subtle.timingSafeEqual(presented, first);
    const isSecond = crypto.subtle.timingSafeEqual(presented, second);
    if (caller === undefined || !(isFirst || isSecond)) return undefined;
    proven.set(name, key);
    return caller;
  }

  return async ({ headers }, props) => {
    const caller =
      props === undefined ? await callerByKey(headers.get("authorization")) : callerByProps(props, callers);
    if (caller === undefined) throw keyRefused();
    return caller;
  };
}

/** Whether two texts are equal, in a time that depends on their lengths only; those of one caller's keys are all the same. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/** Cloudflare vouches for the props of a binding: they are set where it is configured. */
function callerByProps(props: unknown, callers: Callers): Caller | undefined {
  const name = typeof props === "object" && props !== null && "caller" in props ? props.caller : undefined;
  return typeof name === "string" ? callers.get(name) : undefined;
}

function bearer(authorization: string): string | undefined {
  if (authorization.length > MAX_KEY_LENGTH) return undefined;
  return /^Bearer ([!-~]+)$/i.exec(authorization)?.[1];
}

function keyMissing(): Problem {
  return new Problem("key_missing", "Send your gateway key as «Authorization: Bearer wgk_<caller>_…».", {
    headers: { "www-authenticate": REALM },
  });
}

function keyRefused(): Problem {
  return new Problem(
    "key_refused",
    "The Authorization header holds no gateway key that is accepted here; ask the gateway's operator for one.",
    { headers: { "www-authenticate": `${REALM}, error="invalid_token"` } },
  );
}
