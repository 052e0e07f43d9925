import { invented } from "../http/error-response.ts";
import { boundedBody } from "../http/read-body.ts";
import type { Call } from "../state/journal.ts";

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * `/business/sandbox-echo`: says what arrived, so that a test can prove that a body was sent (again) whole.
 *
 * The sandbox's own: WakaPay has no such route. Of the headers it tells the names, and the values of `Content-Type` and
 * `Idempotency-Key` alone, so never the Authorization.
 */
export async function echoRoute(request: Request, call: Call): Promise<Response> {
  const body = await boundedBody(request, BODY_LIMIT_BYTES);
  if (body instanceof Response) {
    call.note({ outcome: "body refused" });
    return body;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const echo = {
    method: request.method,
    contentType: request.headers.get("content-type"),
    idempotencyKey: request.headers.get("idempotency-key"),
    bodyLength: body.byteLength,
    bodySha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    headerNames: [...request.headers.keys()].sort(),
    note: "The sandbox's own route: WakaPay has none like it.",
  };
  return Response.json(echo, { headers: invented });
}
