import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ServedSandbox } from "@wakapay/sandbox/serve";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type AccountName,
  type AccountsOptions,
  credentialsOf,
  pairOf,
  serveAccounts,
  serveSandboxOfAccounts,
} from "../http/accounts-gateway.ts";

/** A broker of the version before accounts: it has no method for them. */
const VERSION_BEFORE = `
import gateway, { TokenBroker as Broker } from "./index.js";
import { DurableObject } from "cloudflare:workers";
export { GatewayEntrypoint } from "./index.js";
export class TokenBroker extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.broker = new Broker({ __proto__: state, id: {}, storage: state.storage }, env);
  }
  token(request) { return this.broker.token(request); }
  state() { return this.broker.state(); }
  alarm() { return this.broker.alarm(); }
}
export default gateway;`;
/** The gateway with an overloaded broker of `eu`. */
const OVERLOADED_EU = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { GatewayEntrypoint } from "./index.js";
export class TokenBroker extends Broker {
  accountToken() { throw Object.assign(new Error("overloaded"), { overloaded: true }); }
}
export default gateway;`;
const LIFETIME_SECONDS = 4;

let storage: string;
let sandbox: ServedSandbox;
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), "broker-"));
  sandbox = await serveSandboxOfAccounts(LIFETIME_SECONDS);
});
afterEach(async () => {
  await sandbox.close();
  await rm(storage, { recursive: true });
});

/** Starts a process of the gateway over the storage and the sandbox of the test. */
const startProcess = (options: AccountsOptions = {}) => serveAccounts({ storage, sandbox, ...options });
const tokensOf = (wanted: AccountName) => sandbox.state().tokens.filter(({ account }) => account === wanted);
const settled = (status: string, calls = 20) => new Set(Array(calls).fill(status));

test("renews the tokens of all accounts by alarms in a process without calls", async () => {
  const first = await startProcess();
  for (const account of ["default", "eu"] as const) expect(await first.call(account)).toBe("200");
  await first.close();
  const second = await startProcess();
  try {
    await expect
      .poll(() => [second.exchangesOf("default"), second.exchangesOf("eu")], { timeout: 10_000 })
      .toEqual([2, 2]);
    expect(second.exchangesOf("us-2")).toBe(0);
    expect(await second.call("eu")).toBe("200");
    expect(await second.readiness()).toMatchObject({ eu: { status: "ready", pair: "current" } });
  } finally {
    await second.close();
  }
});

test("rotates one account without a failed call or an exchange of another", async () => {
  sandbox.configure({ lifetimeSeconds: 3_600 });
  const NEXT = pairOf("eu", "2", "_NEXT");
  const prepared = await startProcess({ changes: NEXT });
  const pair = async () => (await prepared.readiness())["eu"]?.["pair"];
  for (const account of ["default", "eu"] as const) expect(await prepared.call(account)).toBe("200");
  expect(await pair()).toBe("current");
  sandbox.rotate([credentialsOf("eu", "2")], "eu");
  sandbox.revoke(tokensOf("eu")[0]?.tokenId);
  const calls = Array.from({ length: 20 }, () => prepared.call("eu"));
  expect(new Set(await Promise.all(calls))).toEqual(settled("200"));
  expect(await pair()).toBe("next");
  expect(await prepared.close()).toContain('"credentials_rejected","account":"eu","pair":"current"');

  const promoted = await startProcess({ changes: pairOf("eu", "2") });
  expect(await promoted.call("eu")).toBe("200");
  expect(await promoted.call("default")).toBe("200");
  expect(await promoted.readiness()).toMatchObject({
    default: { status: "ready", pair: "current" },
    eu: { status: "ready", pair: "current" },
  });
  // One with the old pair, a rejected one, and one with the new pair.
  expect([promoted.exchangesOf("default"), promoted.exchangesOf("eu")]).toEqual([1, 3]);
  await promoted.close();
});

test("replaces a revoked token with one exchange, and keeps that of another account", async () => {
  sandbox.configure({ lifetimeSeconds: 3_600 });
  const gateway = await startProcess();
  for (const account of ["default", "eu"] as const) await gateway.call(account);
  sandbox.revoke(tokensOf("eu")[0]?.tokenId);
  const calls = Array.from({ length: 40 }, (_, call) => gateway.call(call % 2 === 0 ? "default" : "eu"));
  expect(new Set(await Promise.all(calls))).toEqual(settled("200"));
  expect([gateway.exchangesOf("default"), gateway.exchangesOf("eu")]).toEqual([1, 2]);
  await gateway.close();
});

test("exchanges directly for one account while its broker is down", async () => {
  sandbox.configure({ lifetimeSeconds: 3_600 });
  const gateway = await startProcess({ main: OVERLOADED_EU });
  for (let call = 0; call < 5; call += 1) {
    expect([await gateway.call("default"), await gateway.call("eu")]).toEqual(["200", "200"]);
  }
  expect([gateway.exchangesOf("default"), gateway.exchangesOf("eu")]).toEqual([1, 1]);
  const accounts = gateway.servedAccounts();
  expect(accounts.filter((account) => account === "eu")).toHaveLength(5);
  sandbox.rotate([credentialsOf("eu", "other")], "eu");
  sandbox.revoke(tokensOf("eu")[0]?.tokenId);
  for (let call = 0; call < 5; call += 1) expect(await gateway.call("eu")).toBe("503 credentials_rejected");
  expect(await gateway.call("default")).toBe("200");
  expect([gateway.exchangesOf("default"), gateway.exchangesOf("eu")]).toEqual([1, 2]);
  const printed = await gateway.close();
  expect(printed.match(/"account":"eu".*"tokenFrom":"direct"/g)).toHaveLength(1);
  expect(printed).not.toMatch(/"account":"default".*"tokenFrom":"direct"/);
});

describe("with brokers of the version before accounts", () => {
  test("never uses the token of another account", async () => {
    sandbox.configure({ lifetimeSeconds: 3_600 });
    const gateway = await startProcess({ main: VERSION_BEFORE });
    for (const account of ["default", "eu", "eu", "us-2"] as const)
      expect(await gateway.call(account)).toBe("200");
    expect(gateway.servedAccounts()).toEqual(["default", "eu", "eu", "us-2"]);
    expect([gateway.exchangesOf("default"), gateway.exchangesOf("eu")]).toEqual([1, 1]);
    expect(await gateway.readiness()).toMatchObject({
      default: { status: "ready" },
      eu: { status: "broker_unreachable" },
    });
    await gateway.close();
  });

  test("makes no exchange by the alarm that a newer version set", async () => {
    const newer = await startProcess();
    expect(await newer.call("eu")).toBe("200");
    await newer.close();
    const older = await startProcess({ main: VERSION_BEFORE });
    await wait(LIFETIME_SECONDS * 1_000);
    expect([older.exchangesOf("default"), older.exchangesOf("eu")]).toEqual([0, 1]);
    await older.close();
  });
});
