import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectSecure, TLSSocket } from "node:tls";
import { hostOf } from "./host-of.ts";

/** What is read from a connection. Without TLS, there is no protocol and no certificate. */
export interface Connection {
  readonly protocol?: string | undefined;
  /** The last day of the certificate, such as `2027-01-31`. */
  readonly validTo?: string | undefined;
  /** The authority that signed the certificate. */
  readonly issuer?: string | undefined;
}

/** How a connection is opened. */
export interface ConnectionOptions {
  readonly timeoutMs: number;
  /** Whether a certificate of an unknown authority is an error. Default: true. */
  readonly rejectUnauthorized?: boolean;
}

/** An error that has the code of the system for a connection that takes too long. */
class ConnectionTimeout extends Error {
  readonly code = "ETIMEDOUT";
}

const MAX_NAME = 60;

/**
 * Opens a connection, with TLS for `https:`, and closes it. Sends no request. Rejects with the
 * system's error.
 */
export function openConnection(
  url: URL,
  { timeoutMs, rejectUnauthorized = true }: ConnectionOptions,
): Promise<Connection> {
  const host = hostOf(url);
  const isSecure = url.protocol === "https:";
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const servername = isIP(host) ? {} : { servername: host };
  const socket = isSecure
    ? connectSecure({ host, port, rejectUnauthorized, ...servername })
    : connectPlain({ host, port });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new ConnectionTimeout()), timeoutMs);
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      resolve(read(socket));
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error("The connection was closed."));
    });
  });
}

function read(socket: Socket): Connection {
  if (!(socket instanceof TLSSocket)) return {};
  const { issuer, valid_to } = socket.getPeerCertificate();
  const [name] = [issuer?.O ?? issuer?.CN].flat();
  return {
    protocol: socket.getProtocol() ?? undefined,
    validTo: valid_to && new Date(valid_to).toISOString().slice(0, 10),
    issuer: name?.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, MAX_NAME),
  };
}
