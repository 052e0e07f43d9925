import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** A server that must not receive a request. */
export interface SecondOrigin extends AsyncDisposable {
  readonly url: string;
  /** The bodies of the requests that arrived. */
  readonly received: string[];
}

/** Starts a {@link SecondOrigin} on a free port of this machine. */
export async function secondOrigin(): Promise<SecondOrigin> {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(await text(request));
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
