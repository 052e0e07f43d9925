import { callerNamedBy, hashOf } from "./gateway-key.ts";
import type { Caller, Callers } from "./policy-document.ts";
import { Problem } from "./problem.ts";

const REALM = 'Bearer realm="wakapay-gateway"';
const MAX_KEY_LENGTH = 128;
const NO_HASH = new Uint8Array(32);

/**
 * Says who calls, by the gateway key in `Authorization: Bearer wgk_…`.
 *
 * The checksum refuses garbage before anything is hashed or looked up. Every wrong credential gets the same 401 with the
 * same body: unknown callers, retired keys, other schemes. The comparison of hashes takes the same time whatever they are,
 * and an unknown caller costs what a known one does.
 */
export async function identify(authorization: string | null, callers: Callers): Promise<Caller> {
  if (authorization === null || authorization === "") {
    throw new Problem("key_missing", "Send your gateway key as «Authorization: Bearer wgk_<caller>_…».", {
      headers: { "www-authenticate": REALM },
    });
  }
  const key = bearer(authorization);
  const name = key === undefined ? undefined : callerNamedBy(key);
  if (key === undefined || name === undefined) throw keyRefused();
  const caller = callers.get(name);
  const presented = await hashOf(key);
  const [first = NO_HASH, second = NO_HASH] = caller?.keyHashes ?? [];
  const isFirst = crypto.subtle.timingSafeEqual(presented, first);
  const isSecond = crypto.subtle.timingSafeEqual(presented, second);
  if (caller === undefined || !(isFirst || isSecond)) throw keyRefused();
  return caller;
}

/**
 * Says who calls over a service binding, by the `props` that the binding was given: Cloudflare vouches for them.
 *
 * Another name, or none, gets the 401 of a wrong key.
 */
export function identifyBound(props: unknown, callers: Callers): Caller {
  const name = typeof props === "object" && props !== null && "caller" in props ? props.caller : undefined;
  const caller = typeof name === "string" ? callers.get(name) : undefined;
  if (caller === undefined) throw keyRefused();
  return caller;
}

function bearer(authorization: string): string | undefined {
  if (authorization.length > MAX_KEY_LENGTH) return undefined;
  return /^Bearer ([!-~]+)$/i.exec(authorization)?.[1];
}

function keyRefused(): Problem {
  return new Problem(
    "key_refused",
    "The Authorization header holds no gateway key that is accepted here; ask the gateway's operator for one.",
    { headers: { "www-authenticate": `${REALM}, error="invalid_token"` } },
  );
}
