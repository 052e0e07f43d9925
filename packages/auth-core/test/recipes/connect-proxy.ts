import { once } from "node:events";
import { createServer, request as sendRequest } from "node:http";
import { connect, type Socket } from "node:net";

/** A real HTTP proxy. */
export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  /** The `host:port` of each tunnel, and the URL of each forwarded request. */
  readonly targets: string[];
}

/** Starts a proxy on a free port of this machine. */
export async function connectProxy(): Promise<ConnectProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    targets.push(String(request.url));
    const { method, headers } = request;
    const forwarded = sendRequest(String(request.url), { method, headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(response);
    });
    request.pipe(forwarded);
  });
  server.on("connect", (request, client: Socket) => {
    targets.push(String(request.url));
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) sockets.add(socket.on("error", () => {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("The proxy has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    targets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
