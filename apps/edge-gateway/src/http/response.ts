import { PROBLEMS, type Problem } from "./problem.ts";
import type { Trace } from "./trace.ts";

const BODILESS = new Set([204, 205, 304]);

/** An answer before it is written: plain data, so that its headers cross into the runtime once. */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ReadableStream | string | null;
}

/** What every answer carries: not to be stored, not to be sniffed, and whose words it is. */
export function commonHeaders(source: "gateway" | "upstream"): Record<string, string> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "wakapay-gateway-answer": source,
  };
}

/** Forwards a WakaPay response: its status and body unchanged and streamed, with these of its headers. */
export function forwardedResponse(
  { status, body }: Response,
  headers: Readonly<Record<string, string>>,
): GatewayResponse {
  return {
    status,
    headers: { ...headers, ...commonHeaders("upstream") },
    body: BODILESS.has(status) ? null : body,
  };
}

/** A refusal as `application/problem+json` (RFC 9457). */
export function problemResponse({ problem, message, headers, members }: Problem): GatewayResponse {
  const [status, title] = PROBLEMS[problem];
  const document = {
    type: `urn:wakapay-gateway:problem:${problem}`,
    title,
    status,
    detail: message,
    ...members,
  };
  const type = { "content-type": "application/problem+json" };
  return {
    status,
    headers: { ...commonHeaders("gateway"), ...type, ...headers },
    body: JSON.stringify(document),
  };
}

/** An answer of the gateway itself that is no refusal. */
export function jsonResponse(document: Readonly<Record<string, unknown>>, status = 200): GatewayResponse {
  const type = { "content-type": "application/json" };
  return { status, headers: { ...commonHeaders("gateway"), ...type }, body: JSON.stringify(document) };
}

/** The answer as a `Response`, with what ties it to its request. */
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
