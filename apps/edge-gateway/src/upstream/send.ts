import { waitUntil } from "cloudflare:workers";
import { type AccessToken, authorizedFetch, type TokenRequest, type TokenSource } from "@wakapay/auth-core";
import type { CachedSource } from "@wakapay/auth-core/layers";
import type { Route } from "../access/policy.ts";
import type { UpstreamConfig } from "../config/config.ts";
import type { RequestLog } from "../http/request-log.ts";
import type { Target } from "../http/request-target.ts";
import type { Trace } from "../http/trace.ts";
import type { IsolateTokens } from "../tokens/isolate-source.ts";
import { takeBody } from "./request-body.ts";
import { headersUp } from "./request-headers.ts";
import { judged, upstreamProblem } from "./upstream-problem.ts";

const TIMEOUT_MS = 30_000;
const BODY_TIMEOUT_MS = 10_000;

/** A request that its caller may send. */
export interface PermittedRequest {
  readonly request: Request;
  readonly target: Target;
  readonly route: Route;
  readonly trace: Trace;
  readonly log: RequestLog;
}

/**
 * Sends a permitted request to WakaPay with the gateway's token, and answers with what comes back, unread.
 *
 * After a 401 it is sent once more with another token, if it may be: GET, HEAD, an `Idempotency-Key`, or a route that says
 * `resend`. After a network fault, GET and HEAD alone. What may act is finished once it is sent, even if its caller leaves, and
 * never sent for the first time after that. Redirects are not followed. Throws a `Problem` for everything that is not WakaPay's own answer, and notes in `log` how it went.
 */
export async function sendUpstream(
  { request, target, route, trace, log }: PermittedRequest,
  tokens: IsolateTokens,
  { baseUrl, allowInsecureLoopback }: UpstreamConfig,
): Promise<Response> {
  const { method } = request;
  const isSafe = method === "GET" || method === "HEAD";
  const headers = headersUp(request.headers, trace);
  const isRepeatable = isSafe || headers["idempotency-key"] !== undefined || route.resend === true;
  const timeoutMs = route.timeoutMs ?? TIMEOUT_MS;
  const bodyTimeoutMs = Math.min(BODY_TIMEOUT_MS, timeoutMs);
  const body = await takeBody(request, {
    repeatable: isRepeatable,
    maxBytes: route.maxBodyBytes,
    deadlineMs: bodyTimeoutMs,
  });
  // WakaPay's time runs from the first send on; a streamed body has its own while it is being sent.
  const deadlineMs = timeoutMs + (body.content instanceof ReadableStream ? bodyTimeoutMs : 0);
  let deadline: AbortSignal | undefined;
  let mayTryAgain = isSafe;
  let renewing: Promise<unknown> | undefined;
  const finished = isSafe ? undefined : Promise.withResolvers<void>();

  async function sendOnce(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    log.sends = (log.sends ?? 0) + 1;
    // From here on and no earlier: whoever left during the token's exchange may have sent its payment again by now.
    if (finished !== undefined && log.sends === 1) waitUntil(finished.promise);
    // Not a timer and a controller: one native object, where those would be three.
    deadline ??= AbortSignal.timeout(deadlineMs);
    try {
      return await fetch(input, { ...init, signal: deadline });
    } catch (error) {
      if (!mayTryAgain || deadline.aborted) throw error;
      mayTryAgain = false;
      return sendOnce(input, init);
    }
  }

  const send = authorizedFetch(
    noted(tokens, log, () => deadline),
    {
      baseUrl,
      allowInsecureLoopback,
      background(renewal) {
        renewing = renewal;
        waitUntil(renewal);
      },
      mayResend: () => isRepeatable,
      throwOnFailedRenewal: true,
      fetch: sendOnce,
    },
  );
  const startedAt = Date.now();
  try {
    const { content } = body;
    const answer = await send(target.path + target.search, { method, headers, body: content });
    // So that the caller's own next try finds another token.
    if (answer.status === 401) await renewing;
    return judged(answer, isSafe);
  } catch (error) {
    const wasSent = log.sends !== undefined;
    throw body.refusal() ?? upstreamProblem(error, { wasSent, isLate: deadline?.aborted === true, isSafe });
  } finally {
    finished?.resolve();
    log.upstreamMs = Date.now() - startedAt - (log.tokenMs ?? 0);
  }
}

/**
 * The isolate's tokens, with a note in the log of where each came from and how long it took.
 *
 * A renewal after the first send is waited for until the deadline, which that send started.
 */
function noted(
  { source, originOf }: IsolateTokens,
  log: RequestLog,
  deadline: () => AbortSignal | undefined,
): Pick<CachedSource, "peek"> & TokenSource {
  function note(token: AccessToken): AccessToken {
    log.tokenFrom = originOf(token);
    log.tokenMs ??= 0;
    return token;
  }

  async function ask(request: TokenRequest = {}): Promise<AccessToken> {
    const askedAt = Date.now();
    const signal = deadline();
    try {
      return note(await source(signal === undefined ? request : { ...request, signal }));
    } finally {
      log.tokenMs = (log.tokenMs ?? 0) + Date.now() - askedAt;
    }
  }

  return Object.assign(ask, {
    peek() {
      const token = source.peek();
      return token && note(token);
    },
  });
}
