import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { documentedError, invented } from "./http/error-response.ts";
import { isLoopback } from "./http/loopback.ts";
import { readWhole } from "./options/read-whole.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";

/** How a listening sandbox is made. */
export interface ServeOptions extends SandboxOptions {
  /** Default 0: any free one. */
  readonly port?: number;
  /** Default `127.0.0.1`. Anything that is not loopback is reached by others too, and has no control API. */
  readonly host?: string;
}

/** A sandbox that listens. */
export interface ServedSandbox extends Sandbox {
  /** Where: `http://127.0.0.1:4010`, say, without a slash at the end. */
  readonly url: string;
  /** Stops listening and ends every open connection, held calls included. Once more does no harm. */
  close(): Promise<void>;
}

/**
 * Serves a sandbox over HTTP from Node.js.
 *
 * On loopback the control API is on, unless `control: false`. Rejects with a `TypeError` for options that are missing or
 * impossible, and with an `Error` where the port is taken or the address is not to be had.
 */
export async function serve(options: ServeOptions): Promise<ServedSandbox> {
  const { port = 0, host = "127.0.0.1", ...rest } = options;
  const hostname = host.includes(":") ? `[${host}]` : host;
  const loopback = isLoopback(hostname);
  if (rest.control && !loopback) {
    throw new TypeError(`The control API is for loopback alone: leave control out to listen on ${host}.`);
  }
  const sandbox = createSandbox({ ...rest, control: rest.control ?? loopback });
  // Longer than the default 5 s, so that no client meets the end of an idle connection by chance.
  const server = createServer({ keepAliveTimeout: 30_000 }, listener(sandbox));
  const boundPort = await listening(server, readWhole("port", port, 0, 65_535), host);
  return {
    ...sandbox,
    url: `http://${hostname}:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listener(sandbox: Sandbox): ReturnType<typeof getRequestListener> {
  return getRequestListener(
    async (request, { incoming }) => {
      try {
        return await sandbox.fetch(request);
      } catch {
        // A scripted hang-up, or a caller that left: either way the connection ends without an answer.
        incoming.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
    // The global Request and Response belong to the program that runs this.
    {
      overrideGlobalObjects: false,
      errorHandler: () => documentedError(400, "unreadable request", invented),
    },
  );
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EADDRINUSE"
          ? "the port is taken: choose another, or 0 for any free one"
          : cause.message;
      reject(new Error(`Cannot listen on port ${port} of ${host}: ${why}.`, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
