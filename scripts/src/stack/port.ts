import { once } from "node:events";
import { createServer } from "node:net";

/** The two servers of the local stack. */
export type ServerName = "gateway" | "sandbox";

/**
 * Returns a port of 127.0.0.1 that no process listens on: the given port, or any free port for 0.
 *
 * Throws an `Error` if the port cannot be used. Its message says how to choose another port.
 */
export async function claimPort(name: ServerName, port: number): Promise<number> {
  try {
    return await listenOnce(port);
  } catch (error) {
    throw new Error(portErrorMessage(name, port, error));
  }
}

/**
 * Describes why a server of ours ended, if the reason is that another process took its port.
 * Returns `undefined` if the port is free.
 */
export async function portConflict(name: ServerName, port: number): Promise<string | undefined> {
  try {
    await listenOnce(port);
    return undefined;
  } catch (error) {
    return portErrorMessage(name, port, error);
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}

function portErrorMessage(name: ServerName, port: number, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reason = code === "EADDRINUSE" ? "it is already in use" : `the system reports ${code ?? error}`;
  return `The ${name} cannot listen on port ${port}: ${reason}. To use another port, pass its number, or 0 for any free port:

  npx -y pnpm@12 start --${name}-port 0

You can also set ${name.toUpperCase()}_PORT in the environment.`;
}
