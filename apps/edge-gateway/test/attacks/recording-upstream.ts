import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import type { RawUpstreamResponse } from "./raw-upstream-response.ts";

/** A business request that WakaPay received. */
export interface RecordedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A sandbox that records business requests and can send any bytes as a response. */
export interface RecordingUpstream {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** The business requests that arrived completely, in order. The sandbox counts the exchanges. */
  readonly received: readonly RecordedRequest[];
  /** Sets the response to business requests. `undefined` restores the sandbox's. */
  respondWith(response: RawUpstreamResponse | undefined): void;
  close(): Promise<void>;
}

/** Starts an upstream on a free port. */
export async function startRecordingUpstream(credentials: {
  apiKey: string;
  apiSecret: string;
}): Promise<RecordingUpstream> {
  const sandbox = createSandbox({ credentials: [credentials] });
  const received: RecordedRequest[] = [];
  let rawResponse: RawUpstreamResponse | undefined;
  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.socket.destroy());
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: target = "" } = request;
    const headers = headersOf(request);
    const body = await text(request);
    if (target !== "/business/auth") {
      received.push({ method, target, headers, body });
      if (rawResponse !== undefined) return writeRaw(request, rawResponse);
    }
    const fromSandbox = await sandbox.fetch(`http://sandbox${target}`, {
      method,
      headers,
      ...(body !== "" && { body }),
    });
    response.writeHead(fromSandbox.status, Object.fromEntries(fromSandbox.headers));
    response.end(await fromSandbox.text());
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${Object(server.address()).port}`,
    sandbox,
    received,
    respondWith(response) {
      rawResponse = response;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function writeRaw({ socket }: IncomingMessage, response: RawUpstreamResponse): Promise<void> {
  for (const part of response) {
    if (typeof part === "number") await wait(part);
    else socket.write(part);
  }
  socket.end();
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  return headers;
}
