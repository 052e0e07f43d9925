import { Hono } from "hono";
import { boundedBody } from "./bounded-body.ts";
import type { Controls } from "./controls.ts";
import { readCredentials } from "./credentials.ts";
import { documentedError } from "./documented-error.ts";
import { readFault } from "./fault.ts";
import { isLoopback } from "./loopback.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { readJson } from "./read-json.ts";
import { readRecord } from "./read-record.ts";
import { readSettings } from "./settings.ts";

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * The control API under `/_sandbox/`: {@link Controls} as JSON over HTTP, for tests in other processes and for people.
 *
 * It answers loopback host names alone, and no request that a web page caused (one with an `Origin`), so that neither a
 * page nor a rebound DNS name can steer a sandbox on a developer's machine.
 */
export function controlRoute(controls: Controls): (request: Request) => Promise<Response> {
  const routes = new Hono({ getPath: (request) => new URL(request.url).pathname });

  routes.get("/_sandbox/healthz", () => Response.json({ status: "ok" }));
  routes.get("/_sandbox/journal", () =>
    Response.json({ exchanges: controls.exchanges(), entries: controls.journal() }),
  );
  const commands = {
    "POST /_sandbox/faults": (input: unknown) => {
      const fault = readFault(input);
      controls.fault(fault);
      return { scripted: fault };
    },
    "POST /_sandbox/revoke": (input: unknown) => {
      const { token } = readRecord(input, "revoke", ["token"]);
      if (token !== undefined && typeof token !== "string") throw new TypeError("token must be a string.");
      return { revoked: controls.revoke(token) };
    },
    "POST /_sandbox/rotate": (input: unknown) => {
      const { credentials } = readRecord(input, "rotate", ["credentials"]);
      const pairs = readCredentials(credentials);
      controls.rotate(pairs);
      return { accounts: pairs.map(({ account }) => account) };
    },
    "PATCH /_sandbox/settings": (input: unknown) => {
      const settings = readSettings(input);
      controls.configure(settings);
      return { configured: settings };
    },
    "POST /_sandbox/reset": (input: unknown) => {
      readRecord(input, "reset", []);
      controls.reset();
      return { reset: true };
    },
  };
  for (const [name, command] of Object.entries(commands)) {
    const [method = "", path = ""] = name.split(" ");
    routes.on(method, path, (context) => obeyed(context.req.raw, command));
    routes.all(path, () => methodNotAllowed(method));
  }
  for (const path of ["/_sandbox/healthz", "/_sandbox/journal"])
    routes.all(path, () => methodNotAllowed("GET, HEAD"));
  routes.notFound(() => documentedError(404, "unknown route of the control API: see the sandbox's README"));

  return async (request) => refusal(request) ?? (await routes.fetch(request));
}

function refusal(request: Request): Response | undefined {
  const host = request.headers.get("host");
  const names = [new URL(request.url).hostname, ...(host === null ? [] : [hostnameOf(host)])];
  if (!names.every(isLoopback))
    return documentedError(403, "the control API answers on loopback host names alone");
  if (request.headers.has("origin")) return documentedError(403, "the control API answers no web page");
  return undefined;
}

function hostnameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
}

async function obeyed(request: Request, command: (input: unknown) => object): Promise<Response> {
  const body = await boundedBody(request, BODY_LIMIT_BYTES);
  if (body instanceof Response) return body;
  const input = body.byteLength === 0 ? { value: {} } : readJson(request.headers.get("content-type"), body);
  if (input === undefined)
    return documentedError(400, "the control API reads JSON with Content-Type: application/json");
  try {
    return Response.json(command(input.value));
  } catch (error) {
    if (error instanceof TypeError) return documentedError(400, error.message);
    throw error;
  }
}
