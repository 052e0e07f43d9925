import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Console, createConsole } from "./console/create-console.tsx";
import { createGuard } from "./control/guard.ts";
import { errorResponse, SOURCE_HEADER, undocumented } from "./http/error-response.ts";
import { hangUpOnError } from "./http/hang-up-on-error.ts";
import { isLoopback } from "./http/loopback.ts";
import { listenSchema } from "./options/listen-options.ts";
import { parse } from "./options/parse.ts";
import { type SandboxOptions, sandboxOptionsSchema } from "./options/sandbox-options.ts";
import { initialState } from "./options/start-state.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** Options of {@link serve}. */
export interface ServeOptions extends SandboxOptions {
  /** The port to listen on. Default: 0 (any free port). */
  readonly port?: number | undefined;
  /**
   * The host name or address to listen on. On addresses other than loopback, other machines can
   * reach the sandbox, and the control API requires a `controlToken`. Default: `127.0.0.1`.
   */
  readonly host?: string | undefined;
}

/** A sandbox that listens on a port. */
export interface ServedSandbox extends Sandbox {
  /** The base URL without a trailing slash, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The URL of the console. `undefined` if there is no control API, and so no console. */
  readonly consoleUrl: string | undefined;
  /** Stops listening and closes all connections, including delayed responses. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves a sandbox over HTTP from Node.js.
 *
 * On loopback addresses, or with a `controlToken`, the control API is on unless `control` is
 * `false`. Rejects with a `TypeError` if an option is missing or invalid, and with an `Error` if
 * the port or address is not available.
 *
 * @example
 * const sandbox = await serve({ credentials: [{ apiKey: "my-key", apiSecret: "my-secret" }] });
 * const response = await fetch(`${sandbox.url}/business/auth`, { method: "POST" });
 * await sandbox.close();
 */
export async function serve(options: ServeOptions): Promise<ServedSandbox> {
  const { port: requestedPort, host: requestedHost, ...rest } = options;
  const { port, host } = parse(listenSchema, { port: requestedPort, host: requestedHost }, "options");
  const hostname = host.includes(":") ? `[${host}]` : host;
  const loopback = isLoopback(hostname);
  if (!loopback) rejectOffLoopback(rest, host);
  const control = rest.control ?? (loopback || rest.controlToken !== undefined);
  const sandbox = createSandbox({ ...rest, control });
  const console = control ? consoleFor(sandbox, rest) : undefined;
  // With the default of 5 s, clients would often reuse a connection that is just being closed.
  const server = createServer({ keepAliveTimeout: 30_000 }, requestListener(sandbox, console));
  const boundPort = await listen(server, port, host);
  const url = `http://${hostname}:${boundPort}`;
  return {
    ...sandbox,
    url,
    consoleUrl: console && `${url}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Rejects options that other machines could misuse. */
function rejectOffLoopback({ control, controlToken, seed }: SandboxOptions, host: string): void {
  if (control && controlToken === undefined) {
    throw new TypeError(
      `\`control\` requires a loopback \`host\` (got ${host}). Set a \`controlToken\`, or omit \`control\`.`,
    );
  }
  if (seed !== undefined) {
    throw new TypeError(
      `\`seed\` requires a loopback \`host\` (got ${host}), because seeded tokens can be guessed. Omit \`seed\`.`,
    );
  }
}

function consoleFor(sandbox: Sandbox, options: SandboxOptions): Console | undefined {
  const { credentials } = initialState(parse(sandboxOptionsSchema, options, "options"));
  return createConsole({ sandbox, guard: createGuard(options.controlToken), credentials });
}

function requestListener(
  sandbox: Sandbox,
  console: Console | undefined,
): ReturnType<typeof getRequestListener> {
  return getRequestListener(
    async (request, { incoming }) => {
      try {
        const response = (await console?.(request)) ?? (await sandbox.fetch(request));
        const { headers, body } = response;
        if (body === null || (headers.get(SOURCE_HEADER) ?? "invented") === "invented") return response;
        return new Response(
          hangUpOnError(body, () => incoming.socket.destroy()),
          response,
        );
      } catch {
        // On a scripted hang-up or if the caller disconnected, there is no response to send.
        incoming.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
    {
      // Leaves the program's global Request and Response unchanged.
      overrideGlobalObjects: false,
      errorHandler: () => errorResponse(400, "malformed request", undocumented),
    },
  );
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === "EADDRINUSE"
          ? "the port is in use. Choose another port, or 0 for any free port"
          : cause.message;
      reject(new Error(`Cannot listen on port ${port} of ${host}: ${reason}.`, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
