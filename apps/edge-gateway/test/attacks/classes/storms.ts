import { connect } from "node:net";
import { expect } from "vitest";
import { rawExchange } from "../../http/raw-exchange.ts";
import type { AttackClass } from "../attack.ts";
import { requestText } from "../request-text.ts";
import type { Rig } from "../rig.ts";

async function statuses(rig: Rig, times: number, target?: string): Promise<Record<string, number>> {
  const request = [requestText(rig, target === undefined ? {} : { target })];
  const answers = await Promise.all(
    Array.from({ length: times }, () => rawExchange(rig.gateway.port, request)),
  );
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Sends a request and resets the connection (TCP RST) as soon as the exchange or the request is on its way. */
async function resetOn(rig: Rig, arrived: () => boolean): Promise<void> {
  const socket = connect({ port: rig.gateway.port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.write(requestText(rig, {}));
  await expect.poll(arrived, { interval: 5 }).toBe(true);
  socket.resetAndDestroy();
}

/** Many at once, and clients that leave in the middle. */
export const storms: AttackClass = {
  title: "Token storms and poisoned isolates",
  scenarios: [
    {
      name: "eighty first requests at once",
      expected: "80 × 200; one exchange",
      async run(rig) {
        rig.witness.sandbox.fault({ delayMs: 150, times: 1 });
        expect(await statuses(rig, 80)).toEqual({ 200: 80 });
        expect(rig.witness.sandbox.exchanges()).toBe(1);
      },
    },
    {
      name: "the token is revoked under eighty requests",
      expected: "80 × 200; one further exchange",
      async run(rig) {
        await statuses(rig, 1);
        rig.witness.sandbox.revoke();
        expect(await statuses(rig, 80)).toEqual({ 200: 80 });
        expect(rig.witness.sandbox.exchanges()).toBe(2);
      },
    },
    {
      name: "a route that always answers 401, asked a hundred times",
      expected: "100 × 502; one further exchange in its interval of 5 s",
      async run(rig) {
        await statuses(rig, 1);
        rig.witness.sandbox.fault({ route: "business", status: 401 });
        for (let round = 0; round < 4; round += 1) expect(await statuses(rig, 25)).toEqual({ 502: 25 });
        expect(rig.witness.sandbox.exchanges()).toBe(2);
      },
    },
    {
      name: "the token endpoint fails under eighty first requests, and forty more",
      expected: "120 × 503; one sequence of four tries",
      async run(rig) {
        rig.witness.sandbox.fault({ status: 503 });
        expect(await statuses(rig, 80)).toEqual({ 503: 80 });
        expect(await statuses(rig, 40)).toEqual({ 503: 40 });
        expect(rig.witness.sandbox.exchanges()).toBe(4);
      },
    },
    {
      name: "the credentials are rejected, and two hundred requests come",
      expected: "200 × 503; one exchange",
      async run(rig) {
        rig.witness.sandbox.rotate([{ apiKey: "others", apiSecret: "others" }]);
        for (let round = 0; round < 4; round += 1) expect(await statuses(rig, 50)).toEqual({ 503: 50 });
        expect(rig.witness.sandbox.exchanges()).toBe(1);
      },
    },
    {
      name: "the first request's client resets its connection during the exchange",
      expected: "20 × 200 for those who follow; one exchange",
      async run(rig) {
        rig.witness.sandbox.fault({ delayMs: 300, times: 1 });
        await resetOn(rig, () => rig.witness.sandbox.exchanges() === 1);
        expect(await statuses(rig, 20)).toEqual({ 200: 20 });
        expect(rig.witness.sandbox.exchanges()).toBe(1);
      },
    },
    {
      name: "twenty clients reset their connections while the token is being renewed",
      expected: "20 × 200 for those who follow",
      async run(rig) {
        await statuses(rig, 1);
        rig.witness.sandbox.revoke();
        rig.witness.sandbox.fault({ delayMs: 200, times: 1 });
        await Promise.all(
          Array.from({ length: 20 }, () => resetOn(rig, () => rig.witness.sandbox.exchanges() === 2)),
        );
        expect(await statuses(rig, 20)).toEqual({ 200: 20 });
      },
    },
    {
      name: "five hundred wrong keys",
      expected: "500 × 401; no exchange",
      async run(rig) {
        const request = [requestText(rig, { key: rig.keys.retired })];
        for (let round = 0; round < 10; round += 1) {
          const answers = await Promise.all(
            Array.from({ length: 50 }, () => rawExchange(rig.gateway.port, request)),
          );
          expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(401));
        }
        expect(rig.witness.sandbox.exchanges()).toBe(0);
      },
    },
  ],
};
