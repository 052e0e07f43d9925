import { Hono } from "hono";
import { errorResponse, methodNotAllowed } from "../http/error-response.ts";
import { parseJson } from "../http/parse-json.ts";
import { readBody } from "../http/read-body.ts";
import { type Command, commandsFor } from "./commands.ts";
import type { Controls } from "./controls.ts";

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Creates the HTTP control API under `/_sandbox/`: {@link Controls} as JSON over HTTP. The guard
 * must have accepted its requests.
 */
export function createControlRouter(
  controls: Controls,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): (request: Request) => Promise<Response> {
  const router = new Hono({ getPath: (request) => new URL(request.url).pathname });
  const commands = commandsFor(controls, wait);
  for (const { method, path, run } of commands)
    router.on(method, path, ({ req }) => runCommand(req.raw, run));
  for (const path of new Set(commands.map((command) => command.path))) {
    const methods = commands.filter((command) => command.path === path).map(({ method }) => method);
    const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
    router.all(path, () => methodNotAllowed(allow));
  }
  router.notFound(() => errorResponse(404, "unknown route of the control API: see the sandbox's README"));
  return async (request) => router.fetch(request);
}

async function runCommand(request: Request, run: Command["run"]): Promise<Response> {
  const input = await readInput(request);
  if (input instanceof Response) return input;
  try {
    return Response.json(await run(input.value, request.signal));
  } catch (error) {
    // The caller disconnected, so it does not get this response.
    if (request.signal.aborted) return new Response(null, { status: 408 });
    if (error instanceof TypeError) return errorResponse(400, error.message);
    throw error;
  }
}

/** Reads the query of a GET request, or the JSON of a request body. An empty body is `{}`. */
async function readInput(request: Request): Promise<{ value: unknown } | Response> {
  if (request.method === "GET" || request.method === "HEAD") {
    return { value: Object.fromEntries(new URL(request.url).searchParams) };
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body instanceof Response) return body;
  if (body.byteLength === 0) return { value: {} };
  return (
    parseJson(request.headers.get("content-type"), body) ??
    errorResponse(400, "the request body must be JSON with Content-Type: application/json")
  );
}
