import { failureReason } from "../terminal/failure-reason.ts";
import { type Check, failed, ok } from "./check.ts";
import { openConnection } from "./open-connection.ts";
import type { EnvironmentProxy } from "./proxy-for.ts";

/** What is known before the connection is opened. */
export interface ConnectionContext {
  /** The variable with the base URL. */
  readonly variable: string;
  readonly proxy: EnvironmentProxy | undefined;
  readonly timeoutMs: number;
}

/** A fault, by the code of the error. */
interface Fault {
  readonly codes: RegExp;
  readonly fault: string;
  readonly message: (host: string) => string;
  readonly advice: (variable: string) => string;
}

const CA_ADVICE =
  "A proxy may read the traffic. If that is your company's, set NODE_EXTRA_CA_CERTS to its CA file. Otherwise, do not send credentials from this network.";

const FAULTS: readonly Fault[] = [
  {
    codes: /^ECONNREFUSED$/,
    fault: "connection_refused",
    message: (host) => `${host} refuses connections`,
    advice: (variable) => `Check the host and port of ${variable}, and that the server runs.`,
  },
  {
    codes: /^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/,
    fault: "unreachable",
    message: (host) => `${host} cannot be reached`,
    advice: () =>
      "Check the firewall. If your network needs a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.",
  },
  {
    codes: /^(?:ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST|EPROTO)$/,
    fault: "not_https",
    message: (host) => `${host} does not speak https`,
    advice: (variable) => `Check the port of ${variable}.`,
  },
  {
    codes: /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    fault: "certificate_expired",
    message: (host) => `The certificate of ${host} is not valid today`,
    advice: () => "Check the date and time of this machine first.",
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    fault: "wrong_certificate",
    message: (host) => `The certificate of ${host} belongs to another host`,
    advice: (variable) => `Check the host in ${variable}.`,
  },
  {
    codes: /^(?:SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)_/,
    fault: "unknown_authority",
    message: (host) => `This machine does not trust the certificate of ${host}`,
    advice: () => CA_ADVICE,
  },
];

const CLOSED: Fault = {
  codes: /./,
  fault: "connection_closed",
  message: (host) => `The connection to ${host} was closed`,
  advice: () => "A firewall or a proxy may be in the way. Ask the operator of your network.",
};

/** Opens a connection to the API, and checks its certificate. */
export async function checkConnection(url: URL, context: ConnectionContext): Promise<Check> {
  const { variable, proxy, timeoutMs } = context;
  try {
    const { protocol, validTo } = await openConnection(url, { timeoutMs });
    const tls = protocol === undefined ? "without TLS" : `${protocol}, certificate valid until ${validTo}`;
    return ok("connection", `${url.host}, ${tls}.`);
  } catch (error) {
    const code = failureReason(error) ?? "";
    const { fault, message, advice } = FAULTS.find(({ codes }) => codes.test(code)) ?? CLOSED;
    const issuer = fault === "unknown_authority" ? await issuerOf(url, timeoutMs) : undefined;
    const signer = issuer === undefined ? "" : `, signed by "${issuer}"`;
    const ignored =
      proxy === undefined
        ? ""
        : ` ${proxy.variable} is set, but Node.js uses it only with NODE_USE_ENV_PROXY=1.`;
    const detail = code === "" ? "" : ` (${code})`;
    return failed("connection", fault, `${message(url.host)}${signer}${detail}.`, advice(variable) + ignored);
  }
}

/** Returns who signed a certificate that is not trusted. No request is sent on the connection. */
async function issuerOf(url: URL, timeoutMs: number): Promise<string | undefined> {
  try {
    return (await openConnection(url, { timeoutMs, rejectUnauthorized: false })).issuer;
  } catch {
    return undefined;
  }
}
