import { Hono } from "hono";
import { errorResponse, methodNotAllowed } from "../http/error-response.ts";
import { isLoopback } from "../http/loopback.ts";
import { parseJson } from "../http/parse-json.ts";
import { readBody } from "../http/read-body.ts";
import { type Command, commandsFor } from "./commands.ts";
import type { Controls } from "./controls.ts";

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Creates the HTTP control API under `/_sandbox/`: {@link Controls} as JSON over HTTP.
 *
 * Rejects requests to hosts other than loopback and requests with an `Origin` header. A web page or
 * a rebound DNS name can therefore not control a sandbox on a developer's machine.
 */
export function createControlRouter(controls: Controls): (request: Request) => Promise<Response> {
  const router = new Hono({ getPath: (request) => new URL(request.url).pathname });
  for (const { method, path, run } of commandsFor(controls)) {
    router.on(method, path, ({ req }) => runCommand(req.raw, run));
    router.all(path, () => methodNotAllowed(method === "GET" ? "GET, HEAD" : method));
  }
  router.notFound(() => errorResponse(404, "unknown route of the control API: see the sandbox's README"));

  return async (request) => rejectForeign(request) ?? (await router.fetch(request));
}

/** Checks the host in the URL and in the `Host` header, because they can differ. */
function rejectForeign(request: Request): Response | undefined {
  const { host } = new URL(request.url);
  if (!isLoopback(host) || !isLoopback(request.headers.get("host") ?? host)) {
    return errorResponse(403, "the control API is only available on loopback hosts");
  }
  if (request.headers.has("origin")) {
    return errorResponse(403, "the control API is not available to web pages");
  }
  return undefined;
}

async function runCommand(request: Request, run: Command["run"]): Promise<Response> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body instanceof Response) return body;
  const input = body.byteLength === 0 ? { value: {} } : parseJson(request.headers.get("content-type"), body);
  if (input === undefined) {
    return errorResponse(400, "the request body must be JSON with Content-Type: application/json");
  }
  try {
    return Response.json(run(input.value));
  } catch (error) {
    if (error instanceof TypeError) return errorResponse(400, error.message);
    throw error;
  }
}
