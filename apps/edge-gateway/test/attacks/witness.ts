import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { hostileAnswers } from "./hostile-answers.ts";

/** A request as it reached WakaPay's place. */
export interface Witnessed {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A sandbox with a recorder in front, and some answers that no honest API gives. */
export interface Witness {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Business requests that arrived, in order; exchanges are the sandbox's to count. */
  readonly seen: readonly Witnessed[];
  close(): Promise<void>;
}

/** Listens on a free port. */
export async function witness(credentials: { apiKey: string; apiSecret: string }): Promise<Witness> {
  const sandbox = createSandbox({ credentials: [credentials] });
  const seen: Witnessed[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: target = "", rawHeaders } = incoming;
    const headers = new Headers();
    for (let at = 0; at < rawHeaders.length; at += 2)
      headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
    const body = await text(incoming);
    if (target !== "/business/auth") seen.push({ method, target, headers, body });
    const hostile = hostileAnswers[target.slice("/business/answers/".length)];
    if (target.startsWith("/business/answers/") && hostile !== undefined) {
      response.socket?.end(hostile);
      return;
    }
    const passed = await sandbox.fetch(`http://sandbox${target}`, {
      method,
      headers,
      ...(body !== "" && { body }),
    });
    response.writeHead(passed.status, Object.fromEntries(passed.headers));
    response.end(await passed.text());
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("No port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    sandbox,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
