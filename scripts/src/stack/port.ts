import { once } from "node:events";
import { createServer } from "node:net";

const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;

/** The two servers of the local stack. */
export type ServerName = "gateway" | "sandbox";

/**
 * Returns a port of 127.0.0.1 that no process listens on: the given port, or any free port for 0.
 *
 * Throws an `Error` if the port cannot be used. Its message says how to choose another port.
 */
export async function claimPort(name: ServerName, port: number): Promise<number> {
  try {
    return port === 0 ? await freePort() : await listenOnce(port);
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

/** Listens on a port and stops. Throws the error of the system if the port cannot be used. */
async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Finds a free port below those that the system gives to connections and to servers without a port
 * of their own. Otherwise, another program could get it before our server listens on it.
 */
async function freePort(attempts = 20): Promise<number> {
  const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
  try {
    return await listenOnce(port);
  } catch (error) {
    if (attempts === 1) throw error;
    return freePort(attempts - 1);
  }
}

function portErrorMessage(name: ServerName, port: number, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reason = code === "EADDRINUSE" ? "it is already in use" : `the system reports ${code ?? error}`;
  return `The ${name} cannot listen on port ${port}: ${reason}. To use another port, pass its number, or 0 for any free port:

  npx -y pnpm@12 start --${name}-port 0

You can also set ${name.toUpperCase()}_PORT in the environment.`;
}
