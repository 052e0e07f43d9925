/**
 * Headers of a WakaPay response that are not forwarded: hop-by-hop headers (RFC 9110 §7.6.1), cookies, credentials, banners,
 * addresses, CORS headers, and the headers that the gateway sets.
 */
const STOPPED = new Set(
  (
    "connection keep-alive te trailer transfer-encoding upgrade content-encoding content-length content-location " +
    "authorization www-authenticate clear-site-data location refresh link alt-svc via nel age cache-control expires pragma"
  ).split(" "),
);
const STOPPED_FAMILIES =
  /^(?:authentication-|proxy-|set-cookie|access-control-|cf-|cdn-|surrogate-|sec-|server|report|strict-|trace|x-(?:amz|aspnet|backend|cache|content-type-options|envoy|forwarded|generator|kong|powered-by|request-id|runtime|serve|varnish)|wakapay-gateway-)/;

/** Returns the headers of a WakaPay response that are forwarded to the caller. */
export function forwardedHeaders(incoming: Headers): Record<string, string> {
  const headers: Record<string, string> = {};
  const nominated = incoming
    .get("connection")
    ?.toLowerCase()
    .split(/[\s,]+/);
  incoming.forEach((value, name) => {
    const isStopped = STOPPED.has(name) || STOPPED_FAMILIES.test(name) || nominated?.includes(name);
    if (!isStopped) headers[name] = value;
  });
  return headers;
}
