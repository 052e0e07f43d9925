import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccountsGateway, credentialsOf, serveAccounts } from "./accounts-gateway.ts";

let local: AccountsGateway;
beforeAll(async () => {
  local = await serveAccounts({ changes: { WAKAPAY_US_2_API_SECRET: "" } });
});
afterAll(() => local.close());

test("makes one exchange per account for concurrent first requests of two accounts", async () => {
  local.sandbox.fault({ delayMs: 200, times: 2 });
  const calls = Array.from({ length: 40 }, (_, call) => local.call(call % 2 === 0 ? "default" : "eu"));
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["200"]));
  expect([local.exchangesOf("default"), local.exchangesOf("eu")]).toEqual([1, 1]);
  const served = local.servedAccounts();
  expect(served.filter((account) => account === "eu")).toHaveLength(20);
  expect(served.filter((account) => account === "default")).toHaveLength(20);
});

test("reports a missing secret to callers of its account only", async () => {
  expect(await local.call("us-2")).toBe("503 misconfigured");
  expect([await local.call("default"), await local.call("eu")]).toEqual(["200", "200"]);
  const response = await local.send("eu", "/readyz");
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    status: "misconfigured",
    accounts: {
      default: { status: "ready", pair: "current" },
      eu: { status: "ready", pair: "current" },
      "us-2": { status: "misconfigured", faults: ["WAKAPAY_US_2_API_SECRET is missing"] },
    },
  });
});

test("keeps a rejection, its cooldown, and its log lines within the account", async () => {
  const { sandbox, call, exchangesOf } = local;
  sandbox.rotate([credentialsOf("eu", "other")], "eu");
  const [euToken] = sandbox.state().tokens.filter(({ account }) => account === "eu");
  sandbox.revoke(euToken?.tokenId);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => call("eu")));
  expect(new Set(outcomes)).toEqual(new Set(["503 credentials_rejected"]));
  expect(await Promise.all(Array.from({ length: 20 }, () => call("default")))).toEqual(Array(20).fill("200"));
  expect([exchangesOf("default"), exchangesOf("eu")]).toEqual([1, 2]);
  expect(await local.readiness()).toMatchObject({
    default: { status: "ready" },
    eu: { status: "credentials_rejected", broker: { rejected: "current" } },
  });
  const lines = (await local.gateway.output()).split("\n").filter((line) => line.startsWith("{"));
  const events = lines.map((line) => JSON.parse(line));
  expect(events.filter(({ event }) => event === "credentials_rejected")).toEqual([
    { event: "credentials_rejected", account: "eu", pair: "current", code: "credentials_rejected" },
  ]);
  const requests = events.filter(({ event, caller }) => event === "request" && caller !== undefined);
  expect(requests.every(({ account, caller }) => account === caller)).toBe(true);
  expect(JSON.stringify(events)).not.toMatch(/canary|eyJ/);
});
