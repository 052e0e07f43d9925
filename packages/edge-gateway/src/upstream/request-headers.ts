import { Problem } from "../http/problem.ts";
import type { Trace } from "../http/trace.ts";
import { USER_AGENT } from "./user-agent.ts";

const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/** The caller's headers that are forwarded to WakaPay. All others are dropped. */
const FORWARDED_HEADERS = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
] as const;

/** What is read of a caller's request. */
interface IncomingRequest {
  readonly headers: Headers;
  readonly cf?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Returns the headers of the request to WakaPay, without `Authorization`.
 *
 * `Accept-Encoding` is the caller's, because response bodies are not decoded. Throws
 * `header_refused` if the `Idempotency-Key` is malformed.
 */
export function upstreamHeaders(
  { headers: incoming, cf }: IncomingRequest,
  { requestId, traceparent }: Trace,
): Record<string, string> {
  const headers: Record<string, string> = {
    "x-request-id": requestId,
    traceparent,
    "user-agent": USER_AGENT,
    "accept-encoding": acceptedEncodings(incoming, cf),
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

/**
 * Returns the encodings that the caller accepts. Cloudflare replaces the caller's header, and keeps
 * the original in `clientAcceptEncoding`.
 */
function acceptedEncodings(incoming: Headers, cf: IncomingRequest["cf"]): string {
  const original = cf?.["clientAcceptEncoding"];
  if (typeof original === "string") return original || "identity";
  return incoming.get("accept-encoding") ?? "identity";
}
