import { connect } from "node:net";

/** A client that never reads its answer. */
export interface LeavingClient {
  /** Ends the connection by a TCP reset. */
  leave(): void;
}

/** Sends a GET over a connection of its own, for a client that is going to leave before the answer. */
export function leavingClient(port: number, path: string): LeavingClient {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: worker\r\n\r\n`);
  return { leave: () => void socket.resetAndDestroy() };
}
