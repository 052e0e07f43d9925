import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { rawExchange } from "../../http/raw-exchange.ts";
import { serveGateway } from "../../http/serve-gateway.ts";
import type { AttackClass } from "../attack.ts";
import type { AttackedGateway } from "../attacked-gateway.ts";
import { requestText } from "../request-parts.ts";
import { sendMany } from "../send-many.ts";

/** Sends a request and resets the connection (TCP RST) as soon as `condition` is true. */
async function resetWhen({ served, keys }: AttackedGateway, condition: () => boolean): Promise<void> {
  const socket = connect({ port: served.port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.write(requestText({}, keys));
  await expect.poll(condition, { interval: 5 }).toBe(true);
  socket.resetAndDestroy();
}

/** Many concurrent requests, and callers that disconnect. */
export const storms: AttackClass = {
  title: "Token storms and disconnects",
  description: "Many concurrent requests, slow or failing token requests, and callers that disconnect.",
  scenarios: [
    {
      name: "80 concurrent first requests",
      expected: "80 × 200, one exchange",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        sandbox.fault({ delayMs: 150, times: 1 });
        expect(await sendMany(gateway, 80)).toEqual({ 200: 80 });
        expect(sandbox.exchanges()).toBe(1);
      },
    },
    {
      name: "80 concurrent requests with a revoked token",
      expected: "80 × 200, one more exchange",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        await gateway.send({});
        sandbox.revoke();
        expect(await sendMany(gateway, 80)).toEqual({ 200: 80 });
        expect(sandbox.exchanges()).toBe(2);
      },
    },
    {
      name: "100 requests to a route that always returns 401",
      expected: "100 × 502, exchanges at intervals of 1, 2, 4, … seconds",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        await gateway.send({});
        const startedAt = Date.now();
        sandbox.fault({ route: "business", status: 401 });
        for (let round = 0; round < 4; round += 1) expect(await sendMany(gateway, 25)).toEqual({ 502: 25 });
        const intervals = Math.floor(Math.log2(1 + (Date.now() - startedAt) / 1_000));
        expect(sandbox.exchanges()).toBeGreaterThan(1);
        expect(sandbox.exchanges()).toBeLessThanOrEqual(2 + intervals);
      },
    },
    {
      name: "120 requests while the token endpoint fails",
      expected: "120 × 503, four attempts per sequence, cooldowns of 1, 2, 4, … seconds",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        const startedAt = Date.now();
        sandbox.fault({ status: 503 });
        expect(await sendMany(gateway, 80)).toEqual({ 503: 80 });
        expect(await sendMany(gateway, 40)).toEqual({ 503: 40 });
        const cooldowns = Math.floor(Math.log2(1 + (Date.now() - startedAt) / 1_000));
        expect(sandbox.exchanges()).toBeLessThanOrEqual(4 * (1 + cooldowns));
      },
    },
    {
      name: "200 requests with rejected credentials",
      expected: "200 × 503, one exchange",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        sandbox.rotate([{ apiKey: "others", apiSecret: "others" }]);
        for (let round = 0; round < 4; round += 1) expect(await sendMany(gateway, 50)).toEqual({ 503: 50 });
        expect(sandbox.exchanges()).toBe(1);
      },
    },
    {
      name: "500 requests with invalid keys",
      expected: "500 × 401, no exchange",
      async run(gateway) {
        for (let round = 0; round < 10; round += 1) {
          expect(await sendMany(gateway, 50, { key: "retired" })).toEqual({ 401: 50 });
        }
        expect(gateway.upstream.sandbox.exchanges()).toBe(0);
      },
    },
    {
      name: "first caller resets its connection during the exchange",
      expected: "20 × 200 for the next callers, one exchange",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        sandbox.fault({ delayMs: 300, times: 1 });
        await resetWhen(gateway, () => sandbox.exchanges() === 1);
        expect(await sendMany(gateway, 20)).toEqual({ 200: 20 });
        expect(sandbox.exchanges()).toBe(1);
      },
    },
    {
      name: "20 callers reset their connections during a renewal",
      expected: "20 × 200 for the next callers",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        await gateway.send({});
        sandbox.revoke();
        sandbox.fault({ delayMs: 200, times: 1 });
        await Promise.all(
          Array.from({ length: 20 }, () => resetWhen(gateway, () => sandbox.exchanges() === 2)),
        );
        expect(await sendMany(gateway, 20)).toEqual({ 200: 20 });
      },
    },
    {
      name: "caller of a GET resets its connection while WakaPay responds",
      expected: "one log line, with status 499",
      async run(gateway) {
        const { sandbox, received } = gateway.upstream;
        await gateway.send({});
        sandbox.fault({ route: "business", delayMs: 1_000, times: 1 });
        await resetWhen(gateway, () => received.length === 2);
        await expect.poll(() => gateway.served.output(), { timeout: 5_000 }).toContain('"status":499');
        await wait(1_200);
        expect((await gateway.served.output()).match(/"event":"request"/g)).toHaveLength(2);
      },
    },
    {
      name: "slow response body during a slow renewal",
      expected: "200, all rows after `timeoutMs`",
      async run(gateway) {
        const { sandbox } = gateway.upstream;
        sandbox.configure({ lifetimeSeconds: 4 });
        await gateway.send({ key: "narrow" });
        sandbox.fault({ delayMs: 2_500 });
        await wait(3_100);
        const rows = Array.from({ length: 10 }, (_, row) => [`row ${row}\n`, 200]).flat();
        gateway.upstream.respondWith(["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", ...rows]);
        const { status, body } = await gateway.send({ key: "narrow" });
        expect(status).toBe(200);
        expect(body.match(/row \d/g)).toHaveLength(10);
        expect(sandbox.exchanges()).toBeGreaterThan(1);
      },
    },
    {
      name: "token endpoint hangs while a new process reads the stored token",
      expected: "200 within a second",
      async run({ upstream, variables, keys }) {
        const storage = await mkdtemp(join(tmpdir(), "broker-"));
        async function sendToNewProcess(afterMs: number) {
          const { port, close } = await serveGateway({ variables, storage });
          await wait(afterMs);
          const startedAt = performance.now();
          const { status } = await rawExchange(port, [requestText({}, keys)]);
          const durationMs = performance.now() - startedAt;
          await close();
          return { status, durationMs };
        }
        upstream.sandbox.configure({ lifetimeSeconds: 5 });
        await sendToNewProcess(0);
        upstream.sandbox.fault({ delayMs: 60_000 });
        // The renewal is due at 65% of the lifetime. The alarm of the new process starts it.
        await wait(3_300);
        const { status, durationMs } = await sendToNewProcess(300);
        expect(upstream.sandbox.exchanges()).toBe(2);
        await rm(storage, { recursive: true });
        expect(status).toBe(200);
        expect(durationMs).toBeLessThan(1_000);
      },
    },
  ],
};
