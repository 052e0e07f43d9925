import { isTokenError, type TokenError } from "@wakapay/auth-core";
import { isRejection } from "@wakapay/auth-core/layers";
import { Problem, type ProblemName } from "../http/problem.ts";

const DEFAULT_RETRY_SECONDS = 5;
const NOT_SENT = { outcome: "not_sent" } as const;
const NOT_APPLIED = { outcome: "not_applied" } as const;

/** What is known about a request that got no response. */
export interface FailedRequest {
  /** Whether the request was sent to WakaPay. */
  readonly wasSent: boolean;
  /** Whether the gateway's own deadline ended it. */
  readonly isLate: boolean;
  /** Whether repeating it does no harm (GET and HEAD). */
  readonly isSafe: boolean;
}

/**
 * Translates an error into the problem that the caller gets. `outcome` says whether the request may
 * have been applied.
 */
export function upstreamProblem(error: unknown, { wasSent, isLate, isSafe }: FailedRequest): Problem {
  if (error instanceof Problem) return error;
  if (isTokenError(error)) return wasSent ? renewalFailed(error) : tokenFailed(error, NOT_SENT);
  if (!wasSent) return tokenFailed(undefined, NOT_SENT);
  return isLate
    ? responseFailed("upstream_timeout", "WakaPay did not respond in time.", isSafe)
    : responseFailed("upstream_unreachable", "The connection to WakaPay failed.", isSafe);
}

/**
 * Returns the response if it can be forwarded. Otherwise cancels its body and throws.
 *
 * Throws `upstream_redirected` for a redirect, `upstream_unreachable` for a status that HTTP does
 * not define, and `upstream_unauthorized` for a 401, which concerns the gateway's token.
 */
export function rejectUnusable(response: Response, isSafe: boolean): Response {
  const { status } = response;
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  const isStandard = status >= 200 && status < 600;
  if (isStandard && !isRedirect && status !== 401) return response;
  void response.body?.cancel().catch(() => {});
  if (status === 401) throw unauthorized();
  throw isRedirect
    ? responseFailed("upstream_redirected", "WakaPay sent a redirect, which is not followed.", isSafe)
    : responseFailed("upstream_unreachable", "WakaPay sent a status that HTTP does not define.", isSafe);
}

function responseFailed(problem: ProblemName, what: string, isSafe: boolean): Problem {
  if (isSafe) {
    return new Problem(problem, `${what} Try again. If this persists, contact the gateway's operator.`);
  }
  const advice = "The request may have been applied: look it up before you send it again.";
  return new Problem(problem, `${what} ${advice}`, { members: { outcome: "unknown" } });
}

/** A 401 says that the request was not applied. It could not be resent with another token. */
function renewalFailed(error: TokenError): Problem {
  return error.code === "token_rejected" ? unauthorized() : tokenFailed(error, NOT_APPLIED);
}

function unauthorized(): Problem {
  return new Problem(
    "upstream_unauthorized",
    "WakaPay rejected the gateway's token. The request was not applied and is safe to retry. " +
      "If this persists, contact the gateway's operator.",
    { members: NOT_APPLIED },
  );
}

function tokenFailed(error: TokenError | undefined, members: typeof NOT_SENT | typeof NOT_APPLIED): Problem {
  const seconds =
    error?.retryAfterMs === undefined ? DEFAULT_RETRY_SECONDS : Math.ceil(error.retryAfterMs / 1000);
  const details = { headers: { "retry-after": String(Math.max(1, seconds)) }, members };
  if (error !== undefined && isRejection(error)) {
    return new Problem(
      "credentials_rejected",
      "The gateway's operator must correct its WakaPay credentials. The request was not applied.",
      details,
    );
  }
  return new Problem(
    "token_unavailable",
    "The request was not applied. Retry after the number of seconds in Retry-After.",
    details,
  );
}
