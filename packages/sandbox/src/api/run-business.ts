import { HTTPException } from "hono/http-exception";
import { errorResponse, SOURCE_HEADER, undocumented } from "../http/error-response.ts";
import type { BusinessHandler, Caller } from "../options/business.ts";
import type { Call } from "../state/journal.ts";
import type { Secrets } from "../state/secrets.ts";
import { truncate } from "../state/truncate.ts";

/**
 * Passes a request to the program's own handler, without its bearer. Returns `undefined` if the
 * handler leaves the request to the sandbox.
 *
 * Marks the response with `WakaPay-Sandbox: routes`, unless the handler sets that header. If the
 * handler throws, returns a 500, or the status of an `HTTPException` of Hono.
 */
export async function runBusiness(
  handler: BusinessHandler,
  request: Request,
  call: Call,
  { caller, secrets }: { caller: Caller; secrets: Secrets },
): Promise<Response | undefined> {
  try {
    const response: unknown = await handler(withoutBearer(request), caller);
    if (response === undefined) return undefined;
    if (!(response instanceof Response)) {
      throw new TypeError("it must return a Response or undefined");
    }
    return marked(response, request.method);
  } catch (error) {
    if (request.signal.aborted) {
      call.note({ outcome: "caller disconnected", reason: "the caller disconnected" });
      throw error;
    }
    const message = error instanceof Error ? error.message : String(error);
    const text = secrets.occurIn(message) ? "its message contains a secret" : truncate(message);
    const isHttp = error instanceof HTTPException;
    const reason = isHttp ? text : `the \`business\` handler failed: ${text}`;
    call.note({ outcome: "business error", reason });
    return errorResponse(isHttp ? error.status : 500, reason, undocumented);
  }
}

/** Copies a request without its bearer. Reads the body of the original. */
function withoutBearer({ url, method, headers: original, body, signal }: Request): Request {
  const headers = new Headers(original);
  headers.delete("authorization");
  return new Request(url, { method, headers, body, signal, redirect: "manual", duplex: "half" });
}

/** Copies a response with the source header. The headers of a `fetch` response are read-only. */
function marked({ status, statusText, headers: original, body }: Response, method: string): Response {
  const headers = new Headers(original);
  if (!headers.has(SOURCE_HEADER)) headers.set(SOURCE_HEADER, "routes");
  return new Response(method === "HEAD" ? null : body, { status, statusText, headers });
}
