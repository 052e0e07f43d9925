import { callerNamedBy, hashOf } from "./gateway-key.ts";
import type { Caller, Callers } from "./policy-document.ts";
import { Problem } from "./problem.ts";

const REALM = 'Bearer realm="wakapay-gateway"';
const MAX_KEY_LENGTH = 128;
const NO_HASH = new Uint8Array(32);

/**
 * Says who calls: over HTTP by the gateway key in `Authorization: Bearer wgk_…`, over a service binding by its `props`.
 *
 * Every wrong credential gets the same 401 with the same body: unknown callers, retired keys, other schemes, other props.
 */
export async function identify({ headers }: Request, props: unknown, callers: Callers): Promise<Caller> {
  const caller =
    props === undefined
      ? await callerByKey(headers.get("authorization"), callers)
      : callerByProps(props, callers);
  if (caller === undefined) throw keyRefused();
  return caller;
}

/**
 * The checksum refuses garbage before anything is hashed or looked up. The comparison of hashes takes the same time whatever
 * they are, and an unknown caller costs what a known one does.
 */
async function callerByKey(authorization: string | null, callers: Callers): Promise<Caller | undefined> {
  if (authorization === null || authorization === "") throw keyMissing();
  const key = bearer(authorization);
  const name = key === undefined ? undefined : callerNamedBy(key);
  if (key === undefined || name === undefined) return undefined;
  const caller = callers.get(name);
  const presented = await hashOf(key);
  const [first = NO_HASH, second = NO_HASH] = caller?.keyHashes ?? [];
  const isFirst = crypto.subtle.timingSafeEqual(presented, first);
  const isSecond = crypto.subtle.timingSafeEqual(presented, second);
  return isFirst || isSecond ? caller : undefined;
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
