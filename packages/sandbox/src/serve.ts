import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { documentedError, invented } from "./documented-error.ts";
import { isLoopback } from "./loopback.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";

/** A sandbox that listens. */
export interface ServedSandbox extends Sandbox {
  /** Where: `http://127.0.0.1:4010`, say, without a slash at the end. */
  readonly url: string;
  /** Stops listening and ends every open connection, held calls included. */
  close(): Promise<void>;
}

/** How a listening sandbox is made. */
export interface ServeOptions extends SandboxOptions {
  /** Default 0: any free one. */
  readonly port?: number;
  /** Default `127.0.0.1`. On an address that is not loopback there is no control API. */
  readonly host?: string;
}

/**
 * Serves a sandbox over HTTP from Node.js.
 *
 * The control API is on, unless `control: false`. Rejects where the port is taken or the address is not to be had, and
 * with a `TypeError` for options that are missing or impossible.
 */
export async function serve({
  port = 0,
  host = "127.0.0.1",
  ...options
}: ServeOptions): Promise<ServedSandbox> {
  const hostname = host.includes(":") ? `[${host}]` : host;
  const loopback = isLoopback(hostname);
  if (options.control && !loopback) {
    throw new TypeError(`The control API is for loopback alone; leave control out to listen on ${host}.`);
  }
  const sandbox = createSandbox({ ...options, control: options.control ?? loopback });
  const server = createServer(
    getRequestListener(
      async (request, { incoming }) => {
        try {
          return await sandbox.fetch(request);
        } catch {
          // A scripted hang-up, or a caller that left: either way there is nobody to answer.
          incoming.destroy();
          return RESPONSE_ALREADY_SENT;
        }
      },
      // The global Request and Response belong to the program that runs this.
      {
        overrideGlobalObjects: false,
        errorHandler: () => documentedError(400, "unreadable request", invented),
      },
    ),
  );
  const boundPort = await listening(server, port, host);
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

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} of ${host} is taken: choose another, or 0 for any free one.`;
      reject(error.code === "EADDRINUSE" ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
