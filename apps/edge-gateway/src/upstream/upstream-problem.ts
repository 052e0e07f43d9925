import { isTokenError, type TokenError } from "@wakapay/auth-core";
import { Problem, type ProblemName } from "../http/problem.ts";

const DEFAULT_RETRY_SECONDS = 5;
const NOT_SENT = { outcome: "not_sent" } as const;
const NOT_APPLIED = { outcome: "not_applied" } as const;

/** What is known of a request that brought no answer. */
export interface Failure {
  /** Whether it left for WakaPay at all. */
  readonly wasSent: boolean;
  /** Whether the gateway's own deadline ended it. */
  readonly isLate: boolean;
  /** GET or HEAD: repeating it does no harm. */
  readonly isSafe: boolean;
}

/** The problem that tells a caller why there is no answer of WakaPay's, and whether its request may have been applied. */
export function upstreamProblem(error: unknown, { wasSent, isLate, isSafe }: Failure): Problem {
  if (error instanceof Problem) return error;
  if (isTokenError(error)) return wasSent ? withoutRenewal(error) : withoutToken(error, NOT_SENT);
  if (!wasSent) return withoutToken(undefined, NOT_SENT);
  const what = isLate
    ? "WakaPay did not answer in time."
    : "The connection to WakaPay could not be made, or broke off.";
  return withoutAnswer(isLate ? "upstream_timeout" : "upstream_unreachable", what, isSafe);
}

/**
 * WakaPay's answers that are never the caller's: a redirect, a status that HTTP does not have, and a 401, which is about the
 * gateway's token.
 */
export function judged(answer: Response, isSafe: boolean): Response {
  const { status } = answer;
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  const isAnswer = status >= 200 && status < 600 && !isRedirect;
  if (isAnswer && status !== 401) return answer;
  void answer.body?.cancel().catch(() => {});
  if (isAnswer) throw unauthorized();
  throw isRedirect
    ? withoutAnswer("upstream_redirected", "WakaPay answered with a redirect, which is not followed.", isSafe)
    : withoutAnswer("upstream_unreachable", "WakaPay's answer has a status that HTTP does not have.", isSafe);
}

/** There is no answer that a caller could use; what may act may have been applied all the same. */
function withoutAnswer(problem: ProblemName, what: string, isSafe: boolean): Problem {
  if (isSafe) return new Problem(problem, `${what} Try again, and tell the operator if this stays.`);
  const advice = "Whether the request was applied is not known: look that up before you send it again.";
  return new Problem(problem, `${what} ${advice}`, { members: { outcome: "unknown" } });
}

/** WakaPay refused the token, and there is no other to send the request with again; a 401 says that it was not applied. */
function withoutRenewal(error: TokenError): Problem {
  return error.code === "token_rejected" ? unauthorized() : withoutToken(error, NOT_APPLIED);
}

function unauthorized(): Problem {
  return new Problem(
    "upstream_unauthorized",
    "WakaPay refused the gateway's token, so the request was not applied; send it again, and tell the operator if this stays.",
    { members: NOT_APPLIED },
  );
}

/** There is no token now, and why. */
function withoutToken(error: TokenError | undefined, members: typeof NOT_SENT | typeof NOT_APPLIED): Problem {
  const seconds =
    error?.retryAfterMs === undefined ? DEFAULT_RETRY_SECONDS : Math.ceil(error.retryAfterMs / 1000);
  const details = { headers: { "retry-after": String(Math.max(1, seconds)) }, members };
  switch (error?.code) {
    case "credentials_rejected":
    case "request_rejected":
      return new Problem(
        "credentials_rejected",
        "The operator has to correct the gateway's credentials; the request was not applied.",
        details,
      );
    default:
      return new Problem(
        "token_unavailable",
        "The request was not applied; try again after the seconds in Retry-After.",
        details,
      );
  }
}
