const OK = "HTTP/1.1 200 OK";
const BODY = '{"ok":true}';

/** An answer over the wire, with a body of its own and the connection closed after it. */
function wire(statusLine: string, headers: readonly string[]): string {
  const lines = [
    statusLine,
    "Content-Type: application/json",
    `Content-Length: ${BODY.length}`,
    "Connection: close",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${BODY}`;
}

/** What WakaPay's place answers at `/business/answers/<name>`, byte for byte. */
export const hostileAnswers: Readonly<Record<string, string>> = {
  "redirect-301": wire("HTTP/1.1 301 Moved Permanently", ["Location: https://canary-elsewhere.example/"]),
  "redirect-302": wire("HTTP/1.1 302 Found", ["Location: //canary-elsewhere.example/"]),
  "redirect-303": wire("HTTP/1.1 303 See Other", ["Location: /business/auth"]),
  "redirect-307": wire("HTTP/1.1 307 Temporary Redirect", ["Location: http://127.0.0.1:1/canary"]),
  "redirect-308": wire("HTTP/1.1 308 Permanent Redirect", ["Location: https://canary-elsewhere.example/"]),
  "redirect-300": wire("HTTP/1.1 300 Multiple Choices", ["Location: https://canary-elsewhere.example/"]),
  "status-101": wire("HTTP/1.1 101 Switching Protocols", ["Upgrade: canary"]),
  "status-600": wire("HTTP/1.1 600 Canary", []),
  "status-999": wire("HTTP/1.1 999 Canary", []),
  cookies: wire(OK, ["Set-Cookie: canary=1; Path=/", "Set-Cookie2: canary=2", "Clear-Site-Data: *"]),
  banners: wire(OK, ["Server: canary/1.0", "X-Powered-By: canary", "Via: 1.1 canary"]),
  credentials: wire(OK, [
    "Authorization: Bearer canary",
    "Proxy-Authenticate: Basic realm=canary",
    "Authentication-Info: canary",
  ]),
  challenge: wire("HTTP/1.1 403 Forbidden", ["WWW-Authenticate: Bearer realm=canary"]),
  nominated: wire(OK, [
    "Connection: X-Internal-Canary",
    "X-Internal-Canary: 1",
    "Keep-Alive: timeout=99",
    "Trailer: X",
  ]),
  addresses: wire("HTTP/1.1 201 Created", [
    "Location: https://canary-elsewhere.example/1",
    "Content-Location: /canary",
    "Refresh: 0; url=canary",
  ]),
  cors: wire(OK, [
    "Access-Control-Allow-Origin: *",
    "Access-Control-Allow-Credentials: true",
    "Vary: Accept",
    "Access-Control-Expose-Headers: canary",
  ]),
  cacheable: wire(OK, [
    "Cache-Control: public, max-age=999999",
    "Expires: Fri, 01 Jan 2100 00:00:00 GMT",
    "Age: 5",
    "CDN-Cache-Control: max-age=999",
  ]),
  sniffable: wire(OK, ["X-Content-Type-Options: none"]),
  imposter: wire(OK, ["X-Request-Id: canary", "traceparent: canary", "Wakapay-Gateway-Answer: gateway"]),
  garbage: "canary is no HTTP\r\n\r\n",
  split:
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nX-Canary: 1\r\nContent-Length: 0\r\n\r\n",
};
