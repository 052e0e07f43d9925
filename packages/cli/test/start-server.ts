import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createRawServer, type Server } from "node:net";
import { onTestFinished } from "vitest";

const TLS = new URL("../../auth-core/test/support/tls/", import.meta.url);
/** A certificate of localhost that signs itself. */
export const CERTIFICATE: string = readFileSync(new URL("certificate.pem", TLS), "utf8");
const KEY = readFileSync(new URL("key.pem", TLS));

/** Starts a server that is stopped at the end of the test, and returns its port. */
async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    if ("closeAllConnections" in server && typeof server.closeAllConnections === "function") {
      server.closeAllConnections();
    }
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Starts a server and returns its base URL. */
export async function startServer(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await portOf(createServer(listener))}`;
}

/** Starts a server with TLS and returns its port. */
export function startSecureServer(listener: RequestListener): Promise<number> {
  return portOf(createSecureServer({ cert: CERTIFICATE, key: KEY }, listener));
}

/** Starts a server that closes every connection, and returns its port. */
export function startClosingServer(): Promise<number> {
  return portOf(createRawServer((socket) => void socket.destroy()));
}

/** Returns a port that refuses connections. */
export async function closedPort(): Promise<number> {
  const server = createRawServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Responds as WakaPay does, with a clock that is ahead of this machine's. */
export function wakapay({ aheadMs = 0 }: { readonly aheadMs?: number } = {}): RequestListener {
  return (request, response) => {
    response.setHeader("date", new Date(Date.now() + aheadMs).toUTCString());
    response.setHeader("content-type", "application/json");
    if (request.method === "POST") {
      response.end(JSON.stringify({ accessToken: "eyJhbGciOi.eyJzdWIi.signature", expiresIn: 3600 }));
    } else if (request.headers.authorization === undefined) {
      response.writeHead(401).end('{"code":0,"error":"unauthorized"}');
    } else {
      response.end('{"currency":"USD","available":"1.00"}');
    }
  };
}

/** Responds to every request with the same status and body. */
export function always(status: number, headers: Record<string, string> = {}, body = ""): RequestListener {
  return (_, response) => void response.writeHead(status, headers).end(body);
}
