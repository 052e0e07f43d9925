const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The IDs that connect a request with the caller's and WakaPay's records of it. */
export interface Trace {
  readonly requestId: string;
  /** W3C Trace Context, version 00. */
  readonly traceparent: string;
}

/** Reads `X-Request-Id` and `traceparent`. Creates new values if they are missing or malformed. */
export function readTrace(headers: Headers): Trace {
  const sentId = headers.get("x-request-id") ?? "";
  const sentParent = headers.get("traceparent") ?? "";
  const requestId = REQUEST_ID.test(sentId) ? sentId : undefined;
  const traceparent = TRACEPARENT.test(sentParent) ? sentParent : undefined;
  if (requestId !== undefined && traceparent !== undefined) return { requestId, traceparent };
  const uuid = crypto.randomUUID();
  return { requestId: requestId ?? uuid, traceparent: traceparent ?? newTraceparent(uuid) };
}

/** Derives an unsampled traceparent. The span ID is the second half of the UUID: 62 random bits. */
function newTraceparent(uuid: string): string {
  const traceId = uuid.replaceAll("-", "");
  return `00-${traceId}-${traceId.slice(16)}-00`;
}
