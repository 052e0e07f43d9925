import { Problem } from "../http/problem.ts";
import type { Trace } from "../http/trace.ts";

const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/** The caller's headers that are forwarded to WakaPay. All others are dropped. */
const FORWARDED_HEADERS = [
  "accept",
  "accept-encoding",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
] as const;

/**
 * Returns the headers of the request to WakaPay, without `Authorization`.
 *
 * `Accept-Encoding` is forwarded because response bodies are not decoded: the caller gets an
 * encoding that it accepts. Throws `header_refused` if the `Idempotency-Key` is malformed.
 */
export function upstreamHeaders(
  incoming: Headers,
  { requestId, traceparent }: Trace,
): Record<string, string> {
  const headers: Record<string, string> = {
    "x-request-id": requestId,
    traceparent,
    "user-agent": "wakapay-edge-gateway",
  };
  for (const name of FORWARDED_HEADERS) {
    const value = incoming.get(name);
    if (value !== null) headers[name] = value;
  }
  const key = headers["idempotency-key"];
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    throw new Problem(
      "header_refused",
      "Idempotency-Key must be a single value of 1 to 255 visible ASCII characters.",
    );
  }
  return headers;
}
