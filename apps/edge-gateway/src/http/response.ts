import { PROBLEMS, type Problem } from "./problem.ts";
import type { Trace } from "./trace.ts";

/**
 * Headers of an upstream answer that stop here: hop-by-hop (RFC 9110 §7.6.1), cookies, credentials, banners, addresses, and
 * what the gateway says itself. CORS headers go too: whose pages may read an answer, the policy says.
 */
const STOPPED = new Set(
  (
    "connection keep-alive te trailer transfer-encoding upgrade content-encoding content-length content-location " +
    "authorization www-authenticate clear-site-data location refresh link alt-svc via nel age cache-control expires pragma"
  ).split(" "),
);
const STOPPED_FAMILIES =
  /^(?:authentication-|proxy-|set-cookie|access-control-|cf-|cdn-|surrogate-|sec-|server|report|strict-|trace|x-(?:amz|aspnet|backend|cache|content-type-options|envoy|forwarded|generator|kong|powered-by|request-id|runtime|serve|varnish)|wakapay-gateway-)/;
const BODILESS = new Set([204, 205, 304]);

/** An answer before it is written: plain data, so that its headers cross into the runtime once. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ReadableStream | string | null;
}

/** What every answer carries: not to be stored, not to be sniffed, and whose words it is. */
export function answerHeaders(source: "gateway" | "upstream"): Record<string, string> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "wakapay-gateway-answer": source,
  };
}

/** The upstream's answer as the caller sees it: status and body untouched and streamed, headers cleaned. */
export function passedOn({ status, headers: incoming, body }: Response): Answer {
  const headers = answerHeaders("upstream");
  const nominated = incoming
    .get("connection")
    ?.toLowerCase()
    .split(/[\s,]+/);
  incoming.forEach((value, name) => {
    const isStopped = STOPPED.has(name) || STOPPED_FAMILIES.test(name) || nominated?.includes(name);
    if (!isStopped) headers[name] = value;
  });
  return { status, headers, body: BODILESS.has(status) ? null : body };
}

/** A refusal as `application/problem+json` (RFC 9457). */
export function refused({ problem, message, headers, members }: Problem): Answer {
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
    headers: { ...answerHeaders("gateway"), ...type, ...headers },
    body: JSON.stringify(document),
  };
}

/** An answer of the gateway itself that is no refusal. */
export function stated(document: Readonly<Record<string, unknown>>, status = 200): Answer {
  const type = { "content-type": "application/json" };
  return { status, headers: { ...answerHeaders("gateway"), ...type }, body: JSON.stringify(document) };
}

/** The answer as a `Response`, with what ties it to its request. */
export function written({ status, headers, body }: Answer, { requestId, traceparent }: Trace): Response {
  return new Response(body, { status, headers: { ...headers, "x-request-id": requestId, traceparent } });
}
