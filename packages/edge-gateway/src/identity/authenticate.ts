import { Problem } from "../http/problem.ts";
import type { Caller, Callers } from "../policy/policy.ts";
import { type CredentialLog, refuse } from "./credential-log.ts";
import type { IssuerRuntime } from "./issuer-keys.ts";
import { createKeyVerifier } from "./key-verifier.ts";
import { createTokenVerifier } from "./token-verifier.ts";

const CHALLENGE = 'Bearer realm="wakapay-gateway"';
const REFUSED = { headers: { "www-authenticate": `${CHALLENGE}, error="invalid_token"` } };
const BEARER = /^Bearer +([!-~]+)$/i;
const MAX_KEY_LENGTH = 128;
const ACCESS_HEADER = "cf-access-jwt-assertion";

/**
 * Returns the caller of a request, or throws `key_missing`, `key_refused`, `token_refused`, or
 * `issuer_unreachable`. `props` are those of a service binding, `undefined` over HTTP. Adds the
 * kind of the credential, the ID of the key, and why a credential is refused, to `log`.
 */
export type Authenticate = (request: Request, props: unknown, log: CredentialLog) => Promise<Caller>;

/**
 * Creates the function that authenticates requests: over HTTP by the gateway key or the token in
 * `Authorization: Bearer …`, over a service binding by its `props`. A token of Cloudflare Access is
 * also read from the header that Access sets, if there is no `Authorization`.
 *
 * Every wrong or expired key gets the same response, and so does every wrong token. If the policy
 * has no `tokens`, a token is a wrong key.
 *
 * @example
 * const authenticate = createAuthenticator(callers);
 * const { name } = await authenticate(request, undefined, log);
 */
export function createAuthenticator(callers: Callers, runtime: IssuerRuntime = {}): Authenticate {
  const rules = [...callers.values()].flatMap(({ tokens = [] }) => tokens);
  const hasAccess = rules.some(({ isAccess }) => isAccess);
  const keys = createKeyVerifier(callers, runtime.now);
  const verifyToken = createTokenVerifier(callers, runtime);

  return async ({ headers }, props, log) => {
    if (props !== undefined) return callerByProps(props, callers, log) ?? keyRefused();
    const authorization = headers.get("authorization") ?? "";
    const assertion = hasAccess ? headers.get(ACCESS_HEADER) : null;
    if (authorization === "" && assertion === null) throw keyMissing();
    const credential = authorization === "" ? assertion : BEARER.exec(authorization)?.[1];
    if (rules.length > 0 && isToken(credential)) {
      log.credential = "token";
      return (await verifyToken(credential, log)) ?? tokenRefused();
    }
    log.credential = "key";
    const key = authorization.length > MAX_KEY_LENGTH ? "" : (credential ?? "");
    return keys.peek(key, log) ?? (await keys.verify(key, log)) ?? keyRefused();
  };
}

/** Trusts the props: they come from the configuration of the Worker that holds the binding. */
function callerByProps(props: unknown, callers: Callers, log: CredentialLog): Caller | undefined {
  log.credential = "binding";
  const name = typeof props === "object" && props !== null && "caller" in props ? props.caller : undefined;
  const caller = typeof name === "string" ? callers.get(name) : undefined;
  return caller ?? refuse(log, "caller unknown");
}

/** Whether a credential has the form of a token (JWT). A key contains no dot. */
function isToken(credential: string | null | undefined): credential is string {
  return credential?.includes(".") === true;
}

function keyMissing(): Problem {
  return new Problem("key_missing", 'Send your gateway key in the Authorization header, as "Bearer wgk_…".', {
    headers: { "www-authenticate": CHALLENGE },
  });
}

function keyRefused(): never {
  throw new Problem(
    "key_refused",
    "The gateway key is not valid. Ask the gateway's operator for a new key.",
    REFUSED,
  );
}

function tokenRefused(): never {
  throw new Problem(
    "token_refused",
    "The token is not valid for this gateway. Give the requestId to the gateway's operator, whose log says why.",
    REFUSED,
  );
}
