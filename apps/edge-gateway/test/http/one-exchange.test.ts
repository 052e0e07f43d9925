import { mkdtemp, rm } from "node:fs/promises";
import { request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalGateway, localGateway } from "./local-gateway.ts";
import { serveGateway } from "./serve-gateway.ts";

const BALANCE = "/business/balance?currency=USD";

let local: LocalGateway;
let storage: string;
beforeEach(async () => {
  local = await localGateway();
  storage = await mkdtemp(join(tmpdir(), "broker-"));
});
afterEach(async () => {
  await local.close();
  await rm(storage, { recursive: true });
});

/**
 * Calls a new process of the gateway over the same storage. Returns the status and how long the
 * call took.
 */
async function callNewProcess(afterMs = 0) {
  const gateway = await serveGateway({ variables: local.variables, storage });
  await wait(afterMs);
  const headers = { authorization: `Bearer ${local.key}` };
  const startedAt = performance.now();
  const { status } = await fetch(gateway.url + BALANCE, { headers });
  const ms = performance.now() - startedAt;
  await gateway.close();
  return { status, ms };
}

test("makes one exchange for forty concurrent first requests", async () => {
  local.sandbox.fault({ delayMs: 200, times: 1 });
  const responses = await Promise.all(Array.from({ length: 40 }, () => local.call(BALANCE)));
  expect(responses.map(({ status }) => status)).toEqual(Array(40).fill(200));
  expect(local.sandbox.exchanges()).toBe(1);
});

test("makes one exchange even if a caller resets its connection", async () => {
  local.sandbox.fault({ delayMs: 500, times: 1 });
  const options = {
    port: local.gateway.port,
    path: BALANCE,
    headers: { authorization: `Bearer ${local.key}` },
  };
  const first = send({ host: "127.0.0.1", agent: false, ...options });
  first.on("error", () => {});
  first.end();
  await expect.poll(() => local.sandbox.exchanges(), { interval: 10 }).toBe(1);
  first.socket?.resetAndDestroy();
  const responses = await Promise.all(Array.from({ length: 10 }, () => local.call(BALANCE)));
  expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect((await local.call(BALANCE)).status).toBe(200);
  expect(local.sandbox.exchanges()).toBe(1);
});

describe("the stored token", () => {
  test("serves three processes with one exchange", async () => {
    for (let process = 0; process < 3; process += 1) {
      expect((await callNewProcess()).status).toBe(200);
    }
    expect(local.sandbox.exchanges()).toBe(1);
  });

  test.each([
    ["hangs", { delayMs: 60_000 }],
    ["is slow", { delayMs: 3_000 }],
  ])("serves a new process at once while the token endpoint %s", async (_, fault) => {
    local.sandbox.configure({ lifetimeSeconds: 5 });
    await callNewProcess();
    local.sandbox.fault(fault);
    // The alarm of the next process renews the token at once.
    await wait(3_300);
    const { status, ms } = await callNewProcess(300);
    expect(status).toBe(200);
    expect(ms).toBeLessThan(1_000);
  });
});
