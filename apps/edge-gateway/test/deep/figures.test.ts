import { expect, test } from "vitest";
import { CREDENTIALS, localGateway } from "../http/local-gateway.ts";

/** The gateway with a dataset that prints its data points: workerd has no Analytics Engine. */
const PRINTING = `
import { env } from "cloudflare:workers";
const FIGURES = { writeDataPoint: (point) => console.log("figure " + JSON.stringify(point)) };
env.FIGURES = FIGURES;
// After the assignment: the gateway reads its bindings when it is imported.
const gateway = await import("./index.js");
export class TokenBroker extends gateway.TokenBroker {
  constructor(state, env) { super(state, { ...env, FIGURES }); }
}
export default gateway.default;`;

test("writes a figure for each request and exchange, without a secret", async () => {
  const { call, close, key, sandbox } = await localGateway({ main: PRINTING });
  const body = JSON.stringify({ note: "canary-body" });
  await call("/business/balance?currency=USD");
  await call("/business/payouts/canary-path?canary=query");
  await call("/business/payouts", { method: "POST", body, headers: { "content-type": "application/json" } });
  await call("/business/balance", { headers: { authorization: "Bearer canary-key" } });
  expect(sandbox.exchanges()).toBe(1);
  const output = await close();
  const lines = output.match(/^figure .*$/gm) ?? [];
  const points = lines.map((line) => JSON.parse(line.slice("figure ".length)));
  expect(points.map(({ blobs }) => blobs[0]).sort()).toEqual(["exchange", ...Array(4).fill("request")]);
  expect(points.map(({ indexes }) => indexes[0]).sort()).toEqual([
    "demo",
    "demo",
    "demo",
    "exchange",
    "request",
  ]);
  for (const secret of ["canary", "eyJ", key, CREDENTIALS.apiKey, CREDENTIALS.apiSecret])
    expect(lines.join("\n")).not.toContain(secret);
});
