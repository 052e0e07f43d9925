import { Problem } from "../http/problem.ts";
import type { Trace } from "../http/trace.ts";

const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/** The caller's headers that go up. Everything else stays here, credentials and forwarding headers above all. */
const PASSED_UP = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
] as const;

/** The headers of a request to WakaPay, as a plain object; the bearer comes later. Throws 400 for an odd `Idempotency-Key`. */
export function headersUp(incoming: Headers, { requestId, traceparent }: Trace): Record<string, string> {
  const headers: Record<string, string> = {
    "x-request-id": requestId,
    traceparent,
    "user-agent": "wakapay-edge-gateway",
  };
  for (const name of PASSED_UP) {
    const value = incoming.get(name);
    if (value !== null) headers[name] = value;
  }
  const key = headers["idempotency-key"];
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    throw new Problem("header_refused", "Send one Idempotency-Key of 1 to 255 visible ASCII characters.");
  }
  return headers;
}
