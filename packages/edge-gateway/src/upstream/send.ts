import { waitUntil } from "cloudflare:workers";
import { type AccessToken, authorizedFetch, type TokenSource } from "@wakapay/auth-core";
import type { UpstreamConfig } from "../config/upstream-config.ts";
import type { RequestLog, TokenOrigin } from "../http/request-log.ts";
import type { Target } from "../http/request-target.ts";
import { forwardedResponse, type GatewayResponse } from "../http/response.ts";
import type { Trace } from "../http/trace.ts";
import type { Route } from "../policy/policy.ts";
import type { IsolateTokens } from "../tokens/isolate-tokens.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import { readBody } from "./request-body.ts";
import { upstreamHeaders } from "./request-headers.ts";
import { nonEmptyBody } from "./response-body.ts";
import { forwardedHeaders } from "./response-headers.ts";
import { rejectUnusable, upstreamProblem } from "./upstream-problem.ts";

const TIMEOUT_MS = 30_000;
const BODY_TIMEOUT_MS = 10_000;
/** An ID of WakaPay's that is safe to log. */
const REQUEST_ID = /^[\w.-]{8,64}$/;

/** A request that its caller may send. */
export interface PermittedRequest {
  readonly request: Request;
  readonly target: Target;
  readonly route: Route;
  readonly trace: Trace;
  /** Receives what happened, once, at the end. */
  readonly log: RequestLog;
  /**
   * Called when a request other than GET and HEAD is sent: it completes even if its caller
   * disconnects.
   */
  readonly commit: () => void;
}

/** A request in progress. */
interface Call {
  readonly attempts: Attempts;
  readonly isRepeatable: boolean;
  tokenFrom: TokenOrigin | undefined;
  tokenMs: number | undefined;
  /** The last acquisition of a token. Never rejects. */
  acquisition?: Promise<unknown>;
}

/** Sends requests to WakaPay. */
export type Upstream = (permitted: PermittedRequest) => Promise<GatewayResponse>;

/**
 * Creates the upstream of an account: it sends permitted requests to WakaPay with the gateway's
 * token and forwards the responses.
 *
 * | event | GET, HEAD | with `Idempotency-Key` or `resend` | other requests |
 * | --- | --- | --- | --- |
 * | WakaPay returns 401 | renews the token, resends once | renews the token, resends once | renews the token, throws |
 * | the connection fails | resends once | throws | throws |
 * | the caller disconnects before the first send | not sent | not sent | not sent |
 * | the caller disconnects after the first send | canceled | completed | completed |
 *
 * The deadline (`timeoutMs`) ends when the response headers arrive. Redirects are not followed.
 * Throws a {@link Problem} if there is no response to forward.
 */
export function createUpstream(
  tokens: IsolateTokens,
  { baseUrl, allowInsecureLoopback }: UpstreamConfig,
): Upstream {
  // `authorizedFetch` serves all requests of the isolate. It passes a request's signal on to the
  // token source and to `fetch`, so the signal identifies the call.
  const calls = new WeakMap<AbortSignal, Call>();
  const callOf = (signal: AbortSignal | null | undefined) => (signal ? calls.get(signal) : undefined);

  const source: TokenSource = (request) => {
    const call = callOf(request?.signal);
    const startedAt = Date.now();
    const acquisition = tokens.source(request);
    if (call === undefined) return acquisition;
    const settle = (token?: AccessToken) => {
      call.tokenMs = (call.tokenMs ?? 0) + Date.now() - startedAt;
      if (token !== undefined) call.tokenFrom = tokens.originOf(token);
    };
    call.acquisition = acquisition.then(settle, () => settle());
    return acquisition;
  };

  const send = authorizedFetch(Object.assign(source, { peek: tokens.source.peek }), {
    baseUrl,
    allowInsecureLoopback,
    background: waitUntil,
    mayResend: (_, init) => callOf(init?.signal)?.isRepeatable === true,
    throwOnFailedRenewal: true,
    fetch: (input, init) => (callOf(init?.signal)?.attempts.send ?? fetch)(input, init),
  });

  return async ({ request, target, route, trace, log, commit }) => {
    const { method } = request;
    const isSafe = method === "GET" || method === "HEAD";
    const headers = upstreamHeaders(request, trace);
    const isRepeatable = isSafe || headers["idempotency-key"] !== undefined || route.resend === true;
    const responseTimeoutMs = route.timeoutMs ?? TIMEOUT_MS;
    const bodyTimeoutMs = Math.min(BODY_TIMEOUT_MS, responseTimeoutMs);
    const body = await readBody(request, {
      isRepeatable,
      maxBytes: route.maxBodyBytes,
      timeoutMs: bodyTimeoutMs,
    });

    // A streamed body is still being received while it is sent.
    const isStreamed = body.content instanceof ReadableStream;
    const deadlineMs = responseTimeoutMs + (isStreamed ? bodyTimeoutMs : 0);
    const done = Promise.withResolvers<void>();
    const attempts = createAttempts({
      deadlineMs,
      isSafe,
      // A caller that disconnects before the first send may have retried its payment.
      onFirstSend() {
        if (isSafe) return;
        request.signal.throwIfAborted();
        commit();
        waitUntil(done.promise);
      },
    });
    const { signal } = attempts;
    const cachedToken = tokens.source.peek();
    const call: Call = {
      attempts,
      isRepeatable,
      tokenFrom: cachedToken && tokens.originOf(cachedToken),
      tokenMs: cachedToken && 0,
    };
    calls.set(signal, call);
    const startedAt = Date.now();
    try {
      const response = await send(target.path + target.search, {
        method,
        headers,
        body: body.content,
        signal,
      });
      const upstreamRequestId = response.headers.get("x-request-id") ?? "";
      if (REQUEST_ID.test(upstreamRequestId)) log.upstreamRequestId = upstreamRequestId;
      // The caller's own retry then gets the new token.
      if (response.status === 401) await call.acquisition;
      return await forward(rejectUnusable(response, isSafe), method);
    } catch (error) {
      const wasSent = attempts.count() > 0;
      throw body.problem() ?? upstreamProblem(error, { wasSent, isLate: signal.aborted, isSafe });
    } finally {
      attempts.end();
      log.tokenFrom = call.tokenFrom;
      log.tokenMs = call.tokenMs;
      log.upstreamMs = Date.now() - startedAt - (call.tokenMs ?? 0);
      log.sends = attempts.count() || undefined;
      done.resolve();
    }
  };
}

/** Forwards status and body unchanged. An empty body has no encoding. */
async function forward(response: Response, method: string): Promise<GatewayResponse> {
  const headers = forwardedHeaders(response.headers, method);
  const isEncoded = headers["content-encoding"] !== undefined;
  const body = isEncoded ? await nonEmptyBody(response) : response.body;
  if (body === null && method !== "HEAD") delete headers["content-encoding"];
  return forwardedResponse({ status: response.status, headers, body });
}
