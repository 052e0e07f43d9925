import { mkdtemp, rm } from "node:fs/promises";
import { request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalGateway, localGateway } from "./local-gateway.ts";
import { serveGateway } from "./serve-gateway.ts";

let local: LocalGateway;
beforeEach(async () => {
  local = await localGateway();
});
afterEach(async () => {
  await local.close();
});

const BALANCE = "/business/balance?currency=USD";

test("forty concurrent first requests make one exchange", async () => {
  local.sandbox.fault({ delayMs: 200, times: 1 });
  const answers = await Promise.all(Array.from({ length: 40 }, () => local.call(BALANCE)));
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
  expect(local.sandbox.exchanges()).toBe(1);
});

test("three processes one after another over one storage folder make one exchange", async () => {
  const storage = await mkdtemp(join(tmpdir(), "broker-"));
  for (let round = 0; round < 3; round += 1) {
    const gateway = await serveGateway({ variables: local.variables, storage });
    const answer = await fetch(gateway.url + BALANCE, { headers: { authorization: `Bearer ${local.key}` } });
    expect(answer.status).toBe(200);
    await gateway.close();
  }
  await rm(storage, { recursive: true });
  expect(local.sandbox.exchanges()).toBe(1);
});

test("a client that resets its connection during the first exchange harms nobody", async () => {
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
  const answers = await Promise.all(Array.from({ length: 10 }, () => local.call(BALANCE)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect((await local.call(BALANCE)).status).toBe(200);
  expect(local.sandbox.exchanges()).toBe(1);
});
