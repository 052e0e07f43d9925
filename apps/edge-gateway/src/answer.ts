import { PROBLEMS, type Problem } from "./problem.ts";

/**
 * Headers of an upstream answer that stop here: hop-by-hop (RFC 9110 §7.6.1), cookies, credentials, banners, addresses, and
 * what the gateway says itself. CORS headers go too: no browser talks to this gateway.
 */
const STOPPED = new Set(
  (
    "connection keep-alive te trailer transfer-encoding upgrade content-encoding content-length content-location " +
    "authorization authentication-info www-authenticate clear-site-data location refresh link alt-svc server server-timing via " +
    "nel report-to reporting-endpoints strict-transport-security age cache-control expires pragma traceparent tracestate"
  ).split(" "),
);
const STOPPED_FAMILIES =
  /^(?:proxy-|set-cookie|access-control-|cf-|cdn-|surrogate-|sec-|x-(?:amz|aspnet|content-type-options|forwarded|powered-by|request-id|runtime)|wakapay-gateway-)/;
const BODILESS = new Set([204, 205, 304]);

/** What every answer carries: not to be stored, not to be sniffed, and whose words it is. */
function answerHeaders(source: "gateway" | "upstream"): Headers {
  return new Headers({
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "wakapay-gateway-answer": source,
  });
}

/** The upstream's answer as the caller sees it: status and body untouched and streamed, headers cleaned. */
export function passedOn(upstream: Response): Response {
  const headers = answerHeaders("upstream");
  const nominated = new Set(
    (upstream.headers.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase()),
  );
  for (const [name, value] of upstream.headers) {
    if (!STOPPED.has(name) && !STOPPED_FAMILIES.test(name) && !nominated.has(name))
      headers.append(name, value);
  }
  const body = BODILESS.has(upstream.status) ? null : upstream.body;
  return new Response(body, { status: upstream.status, headers });
}

/** A refusal as `application/problem+json` (RFC 9457). */
export function refused({ problem, message, headers: extra, members }: Problem): Response {
  const [status, title] = PROBLEMS[problem];
  const headers = answerHeaders("gateway");
  headers.set("content-type", "application/problem+json");
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  const type = `urn:wakapay-gateway:problem:${problem}`;
  return new Response(JSON.stringify({ type, title, status, detail: message, ...members }), {
    status,
    headers,
  });
}

/** An answer of the gateway itself that is no refusal. */
export function stated(document: Readonly<Record<string, unknown>>, status = 200): Response {
  const headers = answerHeaders("gateway");
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(document), { status, headers });
}
