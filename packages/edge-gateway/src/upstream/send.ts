import { waitUntil } from "cloudflare:workers";
import { authorizedFetch, type Fetch, type TokenSource } from "@wakapay/auth-core";
import type { UpstreamConfig } from "../config/upstream-config.ts";
import type { RequestLog, TokenOrigin } from "../http/request-log.ts";
import type { Target } from "../http/request-target.ts";
import { forwardedResponse, type GatewayResponse } from "../http/response.ts";
import type { Trace } from "../http/trace.ts";
import type { Route } from "../policy/policy.ts";
import type { IsolateTokens } from "../tokens/isolate-tokens.ts";
import { createAttempts } from "./attempts.ts";
import { NO_BODY, readBody } from "./request-body.ts";
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

/** Options of `fetch`, and of one request. `authorizedFetch` passes on all of them. */
interface SendOptions extends RequestInit {
  /** Sends the request. */
  readonly send?: Fetch;
  /** Whether the request may be sent again after a 401. */
  readonly isRepeatable?: boolean;
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
  // The last acquisition of each request that waits for a token. The signal identifies the request.
  // Other requests are not added: a signal that is a key outlives minor garbage collections, which
  // takes 10% of a request.
  const acquisitions = new WeakMap<AbortSignal, Promise<unknown>>();

  const source: TokenSource = (request) => {
    const acquisition = tokens.source(request);
    if (request?.signal) acquisitions.set(request.signal, acquisition);
    return acquisition;
  };

  const authorized = authorizedFetch(Object.assign(source, { peek: tokens.source.peek }), {
    baseUrl,
    allowInsecureLoopback,
    background: waitUntil,
    mayResend: (_, options?: SendOptions) => options?.isRepeatable === true,
    throwOnFailedRenewal: true,
    fetch(input, options?: SendOptions) {
      if (options?.send === undefined) throw new TypeError("The options of the request are lost.");
      return options.send(input, options);
    },
  });

  return async ({ request, target, route, trace, log, commit }) => {
    const { method } = request;
    const isSafe = method === "GET" || method === "HEAD";
    const headers = upstreamHeaders(request, trace);
    const isRepeatable = isSafe || headers["idempotency-key"] !== undefined || route.resend === true;
    const responseTimeoutMs = route.timeoutMs ?? TIMEOUT_MS;
    const bodyTimeoutMs = Math.min(BODY_TIMEOUT_MS, responseTimeoutMs);
    const body =
      request.body === null
        ? NO_BODY
        : await readBody(request, {
            isRepeatable,
            maxBytes: route.maxBodyBytes,
            timeoutMs: bodyTimeoutMs,
          });

    // A streamed body is still being received while it is sent.
    const isStreamed = body.content instanceof ReadableStream;
    const deadlineMs = responseTimeoutMs + (isStreamed ? bodyTimeoutMs : 0);
    const done = isSafe ? undefined : Promise.withResolvers<void>();
    const attempts = createAttempts({
      deadlineMs,
      isSafe,
      // A caller that disconnects before the first send may have retried its payment.
      onFirstSend() {
        if (done === undefined) return;
        request.signal.throwIfAborted();
        commit();
        waitUntil(done.promise);
      },
    });
    const { signal } = attempts;
    let tokenFrom: TokenOrigin | undefined;
    let tokenMs = 0;
    const options: SendOptions = {
      method,
      headers,
      body: body.content,
      signal,
      // The body of the response is not decoded.
      encodeResponseBody: "manual",
      isRepeatable,
      send(input, init) {
        tokenFrom = tokens.takeOrigin();
        return attempts.send(input, init);
      },
    };
    const startedAt = Date.now();
    try {
      let response: Response;
      try {
        response = await authorized(target.path + target.search, options);
        // The caller's own retry then gets the new token.
        if (response.status === 401) await acquisitions.get(signal)?.catch(() => {});
      } finally {
        tokenMs = Date.now() - startedAt - attempts.sendMs();
      }
      const id = response.headers.get("x-request-id");
      if (id !== null && REQUEST_ID.test(id)) log.upstreamRequestId = id;
      return await forward(rejectUnusable(response, isSafe), method);
    } catch (error) {
      const wasSent = attempts.count() > 0;
      throw body.problem() ?? upstreamProblem(error, { wasSent, isLate: signal.aborted, isSafe });
    } finally {
      attempts.end();
      log.tokenFrom = tokenFrom;
      log.tokenMs = tokenMs;
      log.upstreamMs = Date.now() - startedAt - tokenMs;
      log.sends = attempts.count() || undefined;
      done?.resolve();
    }
  };
}

/** Forwards status and body unchanged. An empty body has no encoding. */
function forward(response: Response, method: string): GatewayResponse | Promise<GatewayResponse> {
  const { status } = response;
  const headers = forwardedHeaders(response.headers, method);
  if (headers["content-encoding"] === undefined) {
    return forwardedResponse({ status, headers, body: response.body });
  }
  return nonEmptyBody(response).then((body) => {
    if (body === null && method !== "HEAD") delete headers["content-encoding"];
    return forwardedResponse({ status, headers, body });
  });
}
