/** Headers that describe the body, and the standard headers that tell callers when to retry. */
const FORWARDED = new Set([
  "content-type",
  "content-language",
  "content-disposition",
  "content-encoding",
  "content-range",
  "content-digest",
  "repr-digest",
  "etag",
  "last-modified",
  "accept-ranges",
  "vary",
  "link",
  "allow",
  "retry-after",
]);
const FORWARDED_FAMILIES = /^(?:ratelimit|x-|wakapay-)/;
/** Headers of these families that the gateway sets, and a server banner. */
const DROPPED = /^(?:x-request-id|x-content-type-options|x-powered-by|wakapay-gateway-.*)$/;

/**
 * Returns the headers of a WakaPay response that are forwarded to the caller. All others are
 * dropped.
 *
 * | forwarded | headers |
 * | --- | --- |
 * | what describes the body | `Content-Type`, `-Language`, `-Disposition`, `-Encoding`, `-Range`, `-Digest`, `Repr-Digest`, `ETag`, `Last-Modified`, `Accept-Ranges`, `Vary`, `Link` |
 * | what to do next | `Allow`, `Retry-After`, `RateLimit`, and `RateLimit-…` |
 * | the API's own | `X-…` and `WakaPay-…`, except `X-Powered-By` and the headers that the gateway sets |
 *
 * `Content-Length` is forwarded for `HEAD`. For other methods, the platform sets it from the body.
 * Headers that the response's `Connection` header names are dropped.
 */
export function forwardedHeaders(incoming: Headers, method: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const connection = incoming.get("connection")?.toLowerCase() ?? "";
  incoming.forEach((value, name) => {
    if (isForwarded(name, method) && !isListed(name, connection)) headers[name] = value;
  });
  return headers;
}

/** Whether a list in a header contains a name. */
function isListed(name: string, list: string): boolean {
  return list.includes(name) && list.split(/[\s,]+/).includes(name);
}

function isForwarded(name: string, method: string): boolean {
  if (name === "content-length") return method === "HEAD";
  return FORWARDED.has(name) || (FORWARDED_FAMILIES.test(name) && !DROPPED.test(name));
}
