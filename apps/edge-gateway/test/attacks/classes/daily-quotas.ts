import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { rawExchange } from "../../http/raw-exchange.ts";
import { serveGateway } from "../../http/serve-gateway.ts";
import type { AttackClass } from "../attack.ts";
import type { AttackedGateway } from "../attacked-gateway.ts";
import { jsonPost, requestText } from "../request-parts.ts";
import { sendMany } from "../send-many.ts";

const OWN_HEADERS = [
  'RateLimit: "daily";r=9999;t=1',
  'RateLimit-Policy: "daily";q=9999;w=1',
  "Retry-After: 0",
];

/** Returns how many requests other than exchanges WakaPay received. */
function businessRequests({ upstream }: AttackedGateway): number {
  return upstream.sandbox.journal().filter(({ path }) => path !== "/business/auth").length;
}

/** Attempts to exceed a daily quota, to spend another caller's, and to fake its headers. */
export const dailyQuotas: AttackClass = {
  title: "Daily quotas",
  description:
    "Attempts to exceed a daily quota of 10 requests, and to spend that of another caller. Only\nrequests that the policy allows count.",
  attacks: [
    {
      name: "`RateLimit`, `RateLimit-Policy`, and `Retry-After` of the caller",
      request: { key: "metered", headers: OWN_HEADERS },
      expected: { status: 200, and: "are not sent" },
      check({ sent, response }) {
        expect(JSON.stringify(sent.map(({ headers }) => [...headers]))).not.toMatch(/9999|retry-after/i);
        expect(response.headers.get("ratelimit")).toBeNull();
      },
    },
    {
      name: "WakaPay's own `RateLimit`",
      request: { key: "metered" },
      upstream: [
        'HTTP/1.1 200 OK\r\nRateLimit: "wakapay";r=0;t=9\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
      ],
      expected: { status: 200, and: "is forwarded unchanged" },
      check: ({ response }) => expect(response.headers.get("ratelimit")).toBe('"wakapay";r=0;t=9'),
    },
  ],
  scenarios: [
    {
      name: "40 concurrent requests with a quota of 10",
      expected: "10 × 200, 30 × 429; WakaPay receives 10; other callers get 200",
      async run(gateway) {
        expect(await sendMany(gateway, 40, { key: "metered" })).toEqual({ 200: 10, 429: 30 });
        expect(businessRequests(gateway)).toBe(10);
        expect(await sendMany(gateway, 5)).toEqual({ 200: 5 });
      },
    },
    {
      name: "other methods, routes, and headers after the quota is used up",
      expected: "429 with `RateLimit`, sent 0 times",
      async run(gateway) {
        await sendMany(gateway, 10, { key: "metered" });
        const attempts = [
          { method: "HEAD" },
          jsonPost("{}"),
          { headers: ["X-Caller: wide", "X-Gateway-Caller: wide", "X-Forwarded-User: wide"] },
          { headers: ["CF-Connecting-IP: 192.0.2.1", "X-Forwarded-For: 192.0.2.1"] },
          { headers: OWN_HEADERS },
        ];
        for (const attempt of attempts) {
          const { status, headers } = await gateway.send({ ...attempt, key: "metered" });
          expect(status).toBe(429);
          expect(headers.get("ratelimit")).toMatch(/^"daily";r=0;t=\d{1,5}$/);
          expect(headers.get("ratelimit-policy")).toBe('"daily";q=10;w=86400');
        }
        expect(businessRequests(gateway)).toBe(10);
      },
    },
    {
      name: "40 requests with forged keys, and 40 that the policy does not allow",
      expected: "40 × 401, 40 × 405, then 10 × 200 for the caller",
      async run(gateway) {
        const { metered } = gateway.keys;
        const forged = { key: null, headers: [`Authorization: Bearer ${metered.slice(0, -4)}AAAA`] };
        expect(await sendMany(gateway, 40, forged)).toEqual({ 401: 40 });
        expect(await sendMany(gateway, 40, { key: "metered", method: "DELETE" })).toEqual({ 405: 40 });
        expect(await sendMany(gateway, 11, { key: "metered" })).toEqual({ 200: 10, 429: 1 });
      },
    },
    {
      name: "new process after the quota is used up",
      expected: "429, the count is stored",
      async run({ variables, keys }) {
        const storage = await mkdtemp(join(tmpdir(), "quota-"));
        async function sendToNewProcess(times: number): Promise<number> {
          const { port, close } = await serveGateway({ variables, storage });
          let status = 0;
          for (let sent = 0; sent < times; sent += 1)
            ({ status } = await rawExchange(port, [requestText({ key: "metered" }, keys)]));
          await close();
          return status;
        }
        expect(await sendToNewProcess(10)).toBe(200);
        expect(await sendToNewProcess(1)).toBe(429);
        await rm(storage, { recursive: true });
      },
    },
  ],
};
