import { checkTarget, type Target } from "../http/request-target.ts";
import { commonHeaders, type GatewayResponse } from "../http/response.ts";
import type { Caller } from "../policy/policy.ts";
import { authorize } from "./authorize.ts";

const ALLOWED_HEADERS =
  "authorization, content-type, idempotency-key, if-match, if-none-match, traceparent, x-request-id";
const MAX_AGE_SECONDS = "600";

/**
 * Returns the response to a CORS preflight, or `undefined` if the request is not a preflight or is
 * not allowed.
 *
 * A preflight carries no key. It is allowed if the policy of any caller lists the page's origin and
 * allows the method and target. Cookies are never allowed.
 *
 * @see "CORS protocol" in the Fetch standard
 */
export function preflight(
  { headers }: Request,
  target: Target,
  callers: readonly Caller[],
): GatewayResponse | undefined {
  const origin = headers.get("origin") ?? "";
  const method = headers.get("access-control-request-method");
  if (method === null) return undefined;
  const isAllowed = callers.some(
    (caller) => caller.origins?.includes(origin) && isAuthorized(method, target, caller),
  );
  if (!isAllowed) return undefined;
  return {
    status: 204,
    headers: {
      ...commonHeaders("gateway"),
      "access-control-allow-methods": method,
      "access-control-allow-headers": ALLOWED_HEADERS,
      "access-control-max-age": MAX_AGE_SECONDS,
    },
    body: null,
  };
}

/** Adds the headers that let a page read the response, if one of these callers lists its origin. */
export function withCorsHeaders(
  response: GatewayResponse,
  request: Request,
  callers: readonly Caller[],
): GatewayResponse {
  const origins = callers.flatMap((caller) => caller.origins ?? []);
  if (origins.length === 0) return response;
  const origin = request.headers.get("origin") ?? "";
  const exposed = [...Object.keys(response.headers), "x-request-id", "traceparent"];
  return {
    ...response,
    headers: {
      ...response.headers,
      vary: varyByOrigin(response.headers["vary"]),
      ...(origins.includes(origin) && {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": exposed.join(", "),
      }),
    },
  };
}

function varyByOrigin(vary: string | undefined): string {
  if (vary === undefined) return "Origin";
  const names = vary.toLowerCase().split(/\s*,\s*/);
  return names.includes("origin") || names.includes("*") ? vary : `${vary}, Origin`;
}

function isAuthorized(method: string, target: Target, caller: Caller): boolean {
  try {
    checkTarget(target);
    authorize(method, target, caller);
    return true;
  } catch {
    return false;
  }
}
