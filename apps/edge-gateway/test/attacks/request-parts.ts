/** Gateway keys by name. */
export interface GatewayKeys {
  /** A caller that may send GET, HEAD, and POST to every route. */
  readonly wide: string;
  /** A caller that may read its balance in USD, and POST 1,000 bytes. It has short timeouts. */
  readonly narrow: string;
  /** A caller that may read everything, but its balance only in USD. */
  readonly layered: string;
  /** A caller that may read its balance in USD, also from pages of https://console.example. */
  readonly page: string;
  /** A key of the caller `wide` that expired yesterday. */
  readonly expired: string;
  /** A caller that may send 10 requests a day, to every route. */
  readonly metered: string;
  /** A well-formed key of the caller `wide` whose hash is not in the policy. */
  readonly retired: string;
  /** A well-formed key of a caller that is not in the policy. */
  readonly stranger: string;
}

/** The parts of a request, which are sent as they are. */
export interface RequestParts {
  /** Default: `GET`. */
  readonly method?: string;
  /** Default: {@link BALANCE}. */
  readonly target?: string;
  /** `null` omits the header. Default: `gateway.test`. */
  readonly host?: string | null;
  /** The name of the key in `Authorization`. `null` omits the header. Default: `wide`. */
  readonly key?: keyof GatewayKeys | null;
  /** Header lines without line ends. */
  readonly headers?: readonly string[];
  /** Gets a `Content-Length` unless `headers` determine the length. */
  readonly body?: string;
}

/** The target of a documented route. */
export const BALANCE = "/business/balance?currency=USD";
/** The target of a sandbox route that accepts any JSON body. */
export const ECHO = "/business/sandbox-echo";
export const JSON_TYPE = "Content-Type: application/json";

/** Returns the parts of a POST with a JSON body. */
export function jsonPost(body: string, { headers = [], ...parts }: RequestParts = {}): RequestParts {
  return { method: "POST", target: ECHO, ...parts, headers: [JSON_TYPE, ...headers], body };
}

/** Returns the text of a request. It has `Connection: close`. */
export function requestText(
  {
    method = "GET",
    target = BALANCE,
    host = "gateway.test",
    key = "wide",
    headers = [],
    body = "",
  }: RequestParts,
  keys: GatewayKeys,
): string {
  const isFramed = headers.some((line) => /^(?:content-length|transfer-encoding)\s*:/i.test(line));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(host === null ? [] : [`Host: ${host}`]),
    ...(key === null ? [] : [`Authorization: Bearer ${keys[key]}`]),
    "Connection: close",
    ...(body === "" || isFramed ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
