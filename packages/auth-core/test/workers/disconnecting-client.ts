import { connect } from "node:net";

/** A client that disconnects before it gets a response. */
export interface DisconnectingClient {
  /** Ends the connection with a TCP reset. */
  disconnect(): void;
}

/** Sends a GET request over its own connection. */
export function disconnectingClient(port: number, path: string): DisconnectingClient {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: worker\r\n\r\n`);
  return { disconnect: () => void socket.resetAndDestroy() };
}
