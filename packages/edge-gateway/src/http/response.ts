import { ERRORS_PAGE } from "./errors-page.ts";
import { PROBLEMS, type Problem } from "./problem.ts";
import type { Trace } from "./trace.ts";

const BODILESS = new Set([204, 205, 304]);

/** A response as plain data. {@link toResponse} makes the `Response`. */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ReadableStream | string | null;
}

/** Returns the headers of every response. `source` says who produced the status and body. */
export function commonHeaders(source: "gateway" | "upstream"): Record<string, string> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "wakapay-gateway-answer": source,
  };
}

/** Builds the response that forwards a WakaPay response. */
export function forwardedResponse({ status, headers, body }: GatewayResponse): GatewayResponse {
  return {
    status,
    headers: { ...headers, ...commonHeaders("upstream") },
    body: BODILESS.has(status) ? null : body,
  };
}

/** Builds the problem document (`application/problem+json`, RFC 9457) of a problem. */
export function problemResponse(
  { problem, message, headers, members }: Problem,
  { requestId }: Trace,
): GatewayResponse {
  const { status, title } = PROBLEMS[problem];
  const document = {
    type: `urn:wakapay-gateway:problem:${problem}`,
    title,
    status,
    detail: message,
    requestId,
    help: `${ERRORS_PAGE}#problem-${problem}`,
    ...members,
  };
  return {
    status,
    headers: { ...commonHeaders("gateway"), "content-type": "application/problem+json", ...headers },
    body: JSON.stringify(document),
  };
}

/** Builds a JSON response of the gateway's own. */
export function jsonResponse(document: Readonly<Record<string, unknown>>, status = 200): GatewayResponse {
  return {
    status,
    headers: { ...commonHeaders("gateway"), "content-type": "application/json" },
    body: JSON.stringify(document),
  };
}

/** Makes the `Response`, with the headers that identify the request. */
export function toResponse(
  { status, headers, body }: GatewayResponse,
  { requestId, traceparent }: Trace,
): Response {
  return new Response(body, {
    status,
    headers: { ...headers, "x-request-id": requestId, traceparent },
    // Bodies are forwarded as WakaPay encoded them.
    encodeBody: "manual",
  });
}
