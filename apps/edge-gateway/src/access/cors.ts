import { type RawTarget, readTarget } from "../http/request-target.ts";
import { commonHeaders, type GatewayResponse } from "../http/response.ts";
import { authorize } from "./authorize.ts";
import type { Caller } from "./policy.ts";

const SENT =
  "authorization, content-type, idempotency-key, if-match, if-none-match, traceparent, x-request-id";
const READ = "retry-after, wakapay-gateway-answer, x-request-id";
const REMEMBERED_SECONDS = "600";

/**
 * The answer to an OPTIONS request of a browser that asks what a page may send (Fetch, «CORS protocol»): yes, where a caller's policy has the
 * page's origin and lets it send this method to this target. Undefined for everything else.
 *
 * It needs no key, because browsers send none. What is allowed is a list of ours and never an echo, but for a method
 * that the policy was asked about. Cookies are never allowed.
 */
export function preflight(
  { headers }: Request,
  target: RawTarget,
  callers: readonly Caller[],
): GatewayResponse | undefined {
  const origin = headers.get("origin") ?? "";
  const wanted = headers.get("access-control-request-method");
  if (wanted === null) return undefined;
  const isOpen = callers.some(
    (caller) => caller.origins?.includes(origin) && isPermitted(wanted, target, caller),
  );
  if (!isOpen) return undefined;
  const allowed = {
    "access-control-allow-methods": wanted,
    "access-control-allow-headers": SENT,
    "access-control-max-age": REMEMBERED_SECONDS,
  };
  return { status: 204, headers: { ...commonHeaders("gateway"), ...allowed }, body: null };
}

/** The answer with what lets a page read it, where the page is of one of these callers' origins. */
export function withCorsHeaders(
  answer: GatewayResponse,
  request: Request,
  callers: readonly Caller[],
): GatewayResponse {
  const origins = callers.flatMap((caller) => caller.origins ?? []);
  if (origins.length === 0) return answer;
  const origin = request.headers.get("origin") ?? "";
  const { vary } = answer.headers;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      vary: vary === undefined ? "Origin" : `${vary}, Origin`,
      ...(origins.includes(origin) && {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": READ,
      }),
    },
  };
}

function isPermitted(method: string, target: RawTarget, caller: Caller): boolean {
  try {
    authorize(method, readTarget(target), caller);
    return true;
  } catch {
    return false;
  }
}
