import { beforeEach, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/index.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

let sandbox: Sandbox;
let client: Client;
beforeEach(() => {
  sandbox = createSandbox({ credentials: [credentials] });
  client = createClient(sandbox);
});

/** Makes exchanges one after another and returns their statuses. */
async function statuses(count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push((await client.exchange()).status);
  return seen;
}

test("applies a fault to the next `times` requests", async () => {
  sandbox.fault({ status: 503, times: 2 });
  expect(await statuses(3)).toEqual([503, 503, 200]);
});

test("applies a fault without `times` until reset", async () => {
  sandbox.fault({ status: 503 });
  expect(await statuses(3)).toEqual([503, 503, 503]);
  sandbox.reset();
  expect(await statuses(1)).toEqual([200]);
});

test("removes unused faults on reset", async () => {
  sandbox.fault({ status: 503, times: 5 });
  expect(await statuses(1)).toEqual([503]);
  sandbox.reset();
  expect(await statuses(1)).toEqual([200]);
});

test("plays faults with `times` in order, then the one without", async () => {
  sandbox.fault({ status: 500 });
  sandbox.fault({ status: 501, times: 1 });
  sandbox.fault({ status: 502, times: 2 });
  expect(await statuses(5)).toEqual([501, 502, 502, 500, 500]);
});

test("replaces an earlier fault without `times` of the same route", async () => {
  sandbox.fault({ status: 500 });
  sandbox.fault({ status: 504, route: "business" });
  sandbox.fault({ status: 501 });
  expect(await statuses(1)).toEqual([501]);
  expect((await client.balance()).status).toBe(504);
});

test("applies a business fault only to other paths under /business/", async () => {
  const token = await client.token();
  sandbox.fault({ status: 503, times: 1, route: "business" });
  expect(await statuses(1)).toEqual([200]);
  expect((await client.balance(`Bearer ${token}`)).status).toBe(503);
  expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
});

test("doesn't apply an auth fault to other methods of /business/auth", async () => {
  sandbox.fault({ status: 503, times: 1 });
  expect((await sandbox.fetch("https://api.test.wakapay.io/business/auth")).status).toBe(405);
  expect(await statuses(2)).toEqual([503, 200]);
});
