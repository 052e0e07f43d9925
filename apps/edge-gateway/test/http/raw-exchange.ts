import { connect } from "node:net";

/** A response as it was received. */
export interface RawResponse {
  /** 0 if the connection was closed without a response. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Everything that was received. */
  readonly text: string;
}

/** Bytes to write, and pauses between them in milliseconds. */
export type RawRequest = readonly (string | Uint8Array | number)[];

/** Writes bytes to a port and reads until the connection is closed, for at most 10 seconds. */
export async function rawExchange(port: number, request: RawRequest): Promise<RawResponse> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.setTimeout(10_000, () => socket.destroy());
  const received: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => received.push(chunk));
    // The gateway may respond and reset the connection while the request is still being written.
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
  for (const part of request) {
    if (typeof part === "number") await new Promise((resolve) => setTimeout(resolve, part));
    else if (!socket.destroyed) socket.write(part);
  }
  await closed;
  return parse(Buffer.concat(received).toString("latin1"));
}

function parse(text: string): RawResponse {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const at = line.indexOf(":");
    headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n"), text };
}
