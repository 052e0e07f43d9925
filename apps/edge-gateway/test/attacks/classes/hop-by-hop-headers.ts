import { expect } from "vitest";
import type { AttackClass } from "../attack.ts";

const LINES = [
  "Connection: Authorization",
  "Connection: close, X-Request-Id",
  "Keep-Alive: timeout=999",
  "TE: trailers",
  "Trailer: Authorization",
  "Upgrade: websocket",
  "Proxy-Connection: keep-alive",
  "X-Forwarded-For: 10.0.0.1",
  "X-Forwarded-Proto: http",
  "X-Real-IP: 10.0.0.1",
  "Forwarded: for=10.0.0.1;host=evil.example",
  "Via: 1.1 evil.example",
  "CF-Connecting-IP: 10.0.0.1",
  "X-Internal-Admin: true",
  "tracestate: vendor=evil",
  "baggage: user=evil",
];
/** What workerd adds for the connection to WakaPay. */
const ADDED_BY_WORKERD = ["host", "connection"];

/** Headers that describe connections and proxies. */
export const hopByHopHeaders: AttackClass = {
  title: "Hop-by-hop and forwarding headers",
  description: "Headers that describe connections and proxies. The gateway forwards only its allow-list.",
  attacks: LINES.map((line) => ({
    name: `\`${line}\``,
    request: { headers: [line] },
    expected: { status: 200 },
    check: ({ sent }) => {
      const names = sent.flatMap(({ headers }) => [...headers.keys()]).sort();
      expect(names.filter((name) => !ADDED_BY_WORKERD.includes(name))).toEqual([
        "accept-encoding",
        "authorization",
        "traceparent",
        "user-agent",
        "x-request-id",
      ]);
      expect(sent[0]?.headers.get("connection") ?? "").not.toMatch(/authorization|x-request-id/i);
    },
  })),
};
