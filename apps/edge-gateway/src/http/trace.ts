const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What ties a request here to the caller's and to WakaPay's records of it. */
export interface Trace {
  readonly requestId: string;
  /** W3C Trace Context, version 00. */
  readonly traceparent: string;
}

/** Takes the caller's `X-Request-Id` and `traceparent` where they are well formed, and makes new ones where not. */
export function readTrace(headers: Headers): Trace {
  const id = headers.get("x-request-id");
  const parent = headers.get("traceparent");
  const requestId = id !== null && REQUEST_ID.test(id) ? id : undefined;
  const traceparent = parent !== null && TRACEPARENT.test(parent) ? parent : undefined;
  if (requestId !== undefined && traceparent !== undefined) return { requestId, traceparent };
  const made = crypto.randomUUID();
  return { requestId: requestId ?? made, traceparent: traceparent ?? traceparentOf(made) };
}

/** A trace of its own, not sampled; its first span's id is the half of the UUID that is all chance but for two bits. */
function traceparentOf(uuid: string): string {
  const [first, second, third, fourth, fifth] = uuid.split("-");
  return `00-${first}${second}${third}${fourth}${fifth}-${fourth}${fifth}-00`;
}
