import { waitUntil } from "cloudflare:workers";
import { authorizedFetch, isTokenError, type TokenError, type TokenSource } from "@wakapay/auth-core";
import { takeBody } from "./body.ts";
import type { Config } from "./config.ts";
import type { Route } from "./policy-document.ts";
import { Problem } from "./problem.ts";
import type { Target } from "./target.ts";
import type { Trace } from "./trace.ts";

const DEADLINE_MS = 30_000;
const DEFAULT_RETRY_SECONDS = 5;
const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;
/** The caller's headers that go up. Everything else stays here, credentials and forwarding headers above all. */
const PASSED_UP = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
] as const;

/** A request that its caller may send. */
export interface PermittedRequest {
  readonly request: Request;
  readonly target: Target;
  readonly route: Route;
  readonly trace: Trace;
}

/**
 * Sends a permitted request to WakaPay with the gateway's token, and answers with what comes back, unread.
 *
 * After a 401 it is sent once more with another token, if it may be: GET, HEAD, an `Idempotency-Key`, or a route that says
 * `resend`. Redirects are not followed. Throws a `Problem` for everything that is not WakaPay's own answer.
 */
export async function sendUpstream(
  { request, target, route, trace }: PermittedRequest,
  tokens: TokenSource,
  { baseUrl, allowInsecureLoopback }: Pick<Config, "baseUrl" | "allowInsecureLoopback">,
): Promise<Response> {
  const isSafe = request.method === "GET" || request.method === "HEAD";
  const repeatable = isSafe || request.headers.has("idempotency-key") || route.resend === true;
  const headers = headersUp(request.headers, trace);
  const body = await takeBody(request, { repeatable, maxBytes: route.maxBodyBytes });
  let sends = 0;
  const send = authorizedFetch(tokens, {
    baseUrl,
    allowInsecureLoopback,
    background: waitUntil,
    fetch: (input: string | URL | Request, init?: RequestInit) => {
      sends += 1;
      return fetch(input, init);
    },
  });
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
  try {
    const { method } = request;
    const { content } = body;
    return judged(
      await send(target.path + target.search, { method, headers, body: content, signal: deadline.signal }),
    );
  } catch (error) {
    throw body.refusal() ?? problemOf(error, { wasSent: sends > 0, isLate: deadline.signal.aborted, isSafe });
  } finally {
    clearTimeout(timer);
  }
}

function headersUp(incoming: Headers, { requestId, traceparent }: Trace): Record<string, string> {
  const headers: Record<string, string> = {
    "x-request-id": requestId,
    traceparent,
    "user-agent": "wakapay-edge-gateway",
  };
  for (const name of PASSED_UP) {
    const value = incoming.get(name);
    if (value !== null) headers[name] = value;
  }
  const key = headers["idempotency-key"];
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    throw new Problem("header_refused", "Send one Idempotency-Key of 1 to 255 visible ASCII characters.");
  }
  return headers;
}

/** What is never the caller's answer: a redirect, and a 401, which is about the gateway's token and not about the caller. */
function judged(answer: Response): Response {
  const isRedirect = answer.status >= 300 && answer.status < 400 && answer.status !== 304;
  if (!isRedirect && answer.status !== 401) return answer;
  void answer.body?.cancel().catch(() => {});
  if (isRedirect)
    throw new Problem("upstream_redirected", "WakaPay answered with a redirect, which is not followed.");
  throw new Problem(
    "upstream_unauthorized",
    "WakaPay refused the gateway's token, so the request was not applied; send it again, and tell the gateway's operator if this stays.",
    { members: { outcome: "not_applied" } },
  );
}

interface Failure {
  readonly wasSent: boolean;
  readonly isLate: boolean;
  readonly isSafe: boolean;
}

function problemOf(error: unknown, { wasSent, isLate, isSafe }: Failure): Problem {
  if (error instanceof Problem) return error;
  if (isTokenError(error)) return withoutToken(error);
  if (!wasSent) return withoutToken();
  const doubt = isSafe
    ? { sentence: "Try again.", members: {} }
    : {
        sentence:
          "Whether the request was applied is not known: look it up before you send it again, or send it with the same Idempotency-Key.",
        members: { outcome: "unknown" },
      };
  const [problem, what] = isLate
    ? (["upstream_timeout", `WakaPay did not answer within ${DEADLINE_MS / 1000} seconds.`] as const)
    : (["upstream_unreachable", "The connection to WakaPay could not be made, or broke off."] as const);
  return new Problem(problem, `${what} ${doubt.sentence}`, { members: doubt.members });
}

/** The request was not sent, for want of a token. */
function withoutToken(error?: TokenError): Problem {
  const seconds =
    error?.retryAfterMs === undefined ? DEFAULT_RETRY_SECONDS : Math.ceil(error.retryAfterMs / 1000);
  const details = {
    headers: { "retry-after": String(Math.max(1, seconds)) },
    members: { outcome: "not_sent" },
  };
  if (error?.code === "credentials_rejected" || error?.code === "request_rejected") {
    return new Problem(
      "credentials_rejected",
      "The gateway's operator has to correct its credentials; nothing was sent.",
      details,
    );
  }
  return new Problem(
    "token_unavailable",
    "The request was not sent; try again after the seconds in Retry-After.",
    details,
  );
}
