import { connect } from "node:net";

/** An answer as it came over the wire. */
export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** All that came, byte for byte. */
  readonly text: string;
}

/** Bytes to write, with pauses (milliseconds) in between. */
export type RawRequest = readonly (string | Uint8Array | number)[];

/** Writes bytes to a port and reads until the other side closes; gives up after 10 s. */
export async function rawExchange(port: number, request: RawRequest): Promise<RawAnswer> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.setTimeout(10_000, () => socket.destroy());
  const received: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => received.push(chunk));
    // A refused request may be answered and reset while it is still being written.
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
  for (const part of request) {
    if (typeof part === "number") await new Promise((resolve) => setTimeout(resolve, part));
    else if (!socket.destroyed) socket.write(part);
  }
  await closed;
  return parsed(Buffer.concat(received).toString("latin1"));
}

function parsed(text: string): RawAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const at = line.indexOf(":");
    headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n"), text };
}
