import { once } from "node:events";
import type { Server } from "node:http";

/** A server that listens on a free loopback port. */
export interface LocalServer {
  readonly url: string;
  /** Stops the server and closes every open connection. */
  close(): Promise<void>;
}

/** Starts a server on a free loopback port. */
export async function listen(server: Server): Promise<LocalServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
