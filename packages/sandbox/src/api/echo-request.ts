import { undocumented } from "../http/error-response.ts";
import { readBody } from "../http/read-body.ts";
import { sha256 } from "../http/sha256.ts";
import { toHex } from "../http/to-hex.ts";
import type { Call } from "../state/journal.ts";
import { bodyRejected } from "./body-rejected.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * `/business/sandbox-echo`: describes the request, so that a test can verify that a request body
 * was sent, or resent, in full.
 *
 * Only the sandbox has this route. It returns the names of all headers, but only the values of
 * `Content-Type` and `Idempotency-Key`.
 */
export async function echoRequest(request: Request, call: Call): Promise<Response> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body instanceof Response) {
    call.note(bodyRejected(body));
    return body;
  }
  const echo = {
    method: request.method,
    contentType: request.headers.get("content-type"),
    idempotencyKey: request.headers.get("idempotency-key"),
    bodyLength: body.byteLength,
    bodySha256: toHex(await sha256(body)),
    headerNames: [...request.headers.keys()].sort(),
    note: "Only the sandbox has this route. WakaPay does not.",
  };
  return Response.json(echo, { headers: undocumented });
}
