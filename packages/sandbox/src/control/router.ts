import { Hono } from "hono";
import { documentedError } from "../http/error-response.ts";
import { isLoopback } from "../http/loopback.ts";
import { methodNotAllowed } from "../http/method-not-allowed.ts";
import { readJson } from "../http/parse-json.ts";
import { boundedBody } from "../http/read-body.ts";
import { type Command, commandsOf } from "./commands.ts";
import type { Controls } from "./controls.ts";

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * The control API under `/_sandbox/`: {@link Controls} as JSON over HTTP, for tests in other processes and for people.
 *
 * It answers loopback host names alone, and no request that a web page caused (one with an `Origin`), so that neither a
 * page nor a rebound DNS name can steer a sandbox on a developer's machine.
 */
export function controlRoute(controls: Controls): (request: Request) => Promise<Response> {
  const routes = new Hono({ getPath: (request) => new URL(request.url).pathname });
  for (const { method, path, obey } of commandsOf(controls)) {
    routes.on(method, path, ({ req }) => obeyed(req.raw, obey));
    routes.all(path, () => methodNotAllowed(method === "GET" ? "GET, HEAD" : method));
  }
  routes.notFound(() => documentedError(404, "unknown route of the control API: see the sandbox's README"));

  return async (request) => refusal(request) ?? (await routes.fetch(request));
}

/** The address says whom the request was sent to, and so does the header: a page that was led here shows in one of them. */
function refusal(request: Request): Response | undefined {
  const { host } = new URL(request.url);
  if (!isLoopback(host) || !isLoopback(request.headers.get("host") ?? host)) {
    return documentedError(403, "the control API answers on loopback host names alone");
  }
  if (request.headers.has("origin")) return documentedError(403, "the control API answers no web page");
  return undefined;
}

async function obeyed(request: Request, obey: Command["obey"]): Promise<Response> {
  const body = await boundedBody(request, BODY_LIMIT_BYTES);
  if (body instanceof Response) return body;
  const input = body.byteLength === 0 ? { value: {} } : readJson(request.headers.get("content-type"), body);
  if (input === undefined) {
    return documentedError(400, "the control API reads JSON with Content-Type: application/json");
  }
  try {
    return Response.json(obey(input.value));
  } catch (error) {
    if (error instanceof TypeError) return documentedError(400, error.message);
    throw error;
  }
}
