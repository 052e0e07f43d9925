const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const TRACEPARENT =
  /^(?<version>(?!ff)[0-9a-f]{2})-(?<ids>(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<rest>-.*)?$/;
const SAMPLED = 1;

/** The IDs that connect a request with the caller's and WakaPay's records of it. */
export interface Trace {
  readonly requestId: string;
  /** W3C Trace Context, version 00. */
  readonly traceparent: string;
}

/** Reads `X-Request-Id` and `traceparent`. Creates new values if they are missing or malformed. */
export function readTrace(headers: Headers): Trace {
  const sentId = headers.get("x-request-id");
  const sentParent = headers.get("traceparent");
  const requestId = sentId !== null && REQUEST_ID.test(sentId) ? sentId : undefined;
  const traceparent = sentParent === null ? undefined : readTraceparent(sentParent);
  if (requestId !== undefined && traceparent !== undefined) return { requestId, traceparent };
  const uuid = crypto.randomUUID();
  return { requestId: requestId ?? uuid, traceparent: traceparent ?? newTraceparent(uuid) };
}

/**
 * Returns the traceparent as version 00, or `undefined` if it is malformed.
 *
 * Of a later version, the IDs and the sampled flag are used, as "Versioning of traceparent" in W3C
 * Trace Context requires.
 */
function readTraceparent(traceparent: string): string | undefined {
  const { version, ids, flags = "", rest } = TRACEPARENT.exec(traceparent)?.groups ?? {};
  if (version === undefined) return undefined;
  if (version === "00") return rest === undefined ? traceparent : undefined;
  return `00-${ids}-0${Number.parseInt(flags, 16) & SAMPLED}`;
}

/** Derives an unsampled traceparent. The span ID is the second half of the UUID: 62 random bits. */
function newTraceparent(uuid: string): string {
  const traceId = uuid.replaceAll("-", "");
  return `00-${traceId}-${traceId.slice(16)}-00`;
}
