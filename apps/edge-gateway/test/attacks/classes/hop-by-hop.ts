import { expect } from "vitest";
import type { AttackClass } from "../attack.ts";
import { sends } from "../request-text.ts";

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
];

/** Headers about connections and proxies, which end here. */
export const hopByHop: AttackClass = {
  title: "Hop-by-hop and forwarding headers",
  attacks: LINES.map((line) => ({
    name: `\`${line}\``,
    expected: { status: 200, reaching: 1, and: "WakaPay sees the allow-list alone" },
    request: sends({ headers: [line] }),
    also: ({ seen }) => {
      const names = seen.flatMap(({ headers }) => [...headers.keys()]).sort();
      // Host, and what workerd adds of its own about the connection and the encodings that it reads.
      expect(names.filter((name) => !["host", "accept-encoding", "connection"].includes(name))).toEqual([
        "authorization",
        "traceparent",
        "user-agent",
        "x-request-id",
      ]);
      expect(seen[0]?.headers.get("connection") ?? "").not.toMatch(/authorization|x-request-id/i);
    },
  })),
};
