import { Problem } from "../http/problem.ts";
import type { Caller, Callers } from "../policy/policy.ts";
import { type CredentialLog, createKeyVerifier } from "./key-verifier.ts";

const CHALLENGE = 'Bearer realm="wakapay-gateway"';
const MAX_HEADER_LENGTH = 128;

/**
 * Returns the caller of a request, or throws `key_missing` or `key_refused`. `props` are those of a
 * service binding, `undefined` over HTTP. Adds the ID of the key, and why it is refused, to `log`.
 */
export type Authenticate = (request: Request, props: unknown, log: CredentialLog) => Promise<Caller>;

/**
 * Creates the function that authenticates requests: over HTTP by the gateway key in
 * `Authorization: Bearer wgk_…`, over a service binding by its `props`.
 *
 * Every wrong or expired key gets the same response.
 *
 * @example
 * const authenticate = createAuthenticator(callers);
 * const { name } = await authenticate(request, undefined, log);
 */
export function createAuthenticator(callers: Callers, now: () => number = Date.now): Authenticate {
  const verifyKey = createKeyVerifier(callers, now);

  async function callerByKey(authorization: string | null, log: CredentialLog): Promise<Caller | undefined> {
    if (authorization === null || authorization === "") throw keyMissing();
    return verifyKey(bearerOf(authorization) ?? "", log);
  }

  return async ({ headers }, props, log) => {
    const caller =
      props === undefined
        ? await callerByKey(headers.get("authorization"), log)
        : callerByProps(props, callers, log);
    if (caller === undefined) throw keyRefused();
    return caller;
  };
}

/** Trusts the props: they come from the configuration of the Worker that holds the binding. */
function callerByProps(props: unknown, callers: Callers, log: CredentialLog): Caller | undefined {
  const name = typeof props === "object" && props !== null && "caller" in props ? props.caller : undefined;
  const caller = typeof name === "string" ? callers.get(name) : undefined;
  if (caller === undefined) log.refused = "caller unknown";
  return caller;
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
