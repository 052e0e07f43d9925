/** Bytes to send as a response, and pauses in milliseconds. The connection is then closed. */
export type RawUpstreamResponse = readonly (string | Uint8Array | number)[];

const JSON_BODY = '{"ok":true}';

/**
 * Returns the bytes of a response. It gets a `Content-Type`, and the `Content-Length` of its body
 * unless it has a header that determines the length.
 *
 * @example
 * upstreamResponse("403 Forbidden", ["WWW-Authenticate: Bearer"]);
 */
export function upstreamResponse(
  status: string,
  headers: readonly string[] = [],
  body: string | Uint8Array = JSON_BODY,
): RawUpstreamResponse {
  const isFramed = headers.some((line) => /^(?:content-length|transfer-encoding):/i.test(line));
  const lines = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json",
    ...(isFramed ? [] : [`Content-Length: ${body.length}`]),
    "Connection: close",
    ...headers,
  ];
  return [`${lines.join("\r\n")}\r\n\r\n`, body];
}
