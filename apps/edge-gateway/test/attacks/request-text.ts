import type { Rig } from "./rig.ts";

/** A request's parts, as they go over the wire. Without `key` there is no Authorization; the default is a caller's that may do all. */
export interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  readonly host?: string | null;
  readonly key?: string | null;
  /** Header lines without their ends. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

export const BALANCE = "/business/balance?currency=USD";
export const ECHO = "/business/sandbox-echo";
export const JSON_TYPE = "Content-Type: application/json";

/** A request that asks for its connection to be closed, as text. A body gets its Content-Length unless a line says otherwise. */
export function requestText({ keys }: Rig, parts: RequestParts): string {
  const { method = "GET", target = BALANCE, version = "HTTP/1.1", host = "gateway.test", body = "" } = parts;
  const { key = keys.wide, headers = [] } = parts;
  const framed = headers.some((line) => /^(?:content-length|transfer-encoding)\s*:/i.test(line));
  const lines = [
    `${method} ${target} ${version}`,
    ...(host === null ? [] : [`Host: ${host}`]),
    ...(key === null ? [] : [`Authorization: Bearer ${key}`]),
    "Connection: close",
    ...(body === "" || framed ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The function of a rig that an attack's `request` is, for the common case of one request in one piece. */
export function sends(parts: RequestParts): (rig: Rig) => readonly string[] {
  return (rig) => [requestText(rig, parts)];
}

/** A POST of a JSON body. */
export function posts(parts: RequestParts & { readonly body: string }): (rig: Rig) => readonly string[] {
  return sends({ method: "POST", target: ECHO, ...parts, headers: [JSON_TYPE, ...(parts.headers ?? [])] });
}
