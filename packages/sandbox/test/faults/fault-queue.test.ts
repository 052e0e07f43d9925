import { beforeEach, describe, expect, test } from "vitest";
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

describe("skip", () => {
  test("lets requests pass before the fault applies", async () => {
    sandbox.fault({ status: 503, times: 2, skip: 1 });
    expect(await statuses(4)).toEqual([200, 503, 503, 200]);
  });

  test("counts from the end of the faults before it", async () => {
    sandbox.fault({ status: 501, times: 1 });
    sandbox.fault({ status: 502, times: 1, skip: 1 });
    expect(await statuses(4)).toEqual([501, 200, 502, 200]);
  });

  test("leaves the skipped requests to a fault without `times`", async () => {
    sandbox.fault({ status: 500 });
    sandbox.fault({ status: 502, times: 1, skip: 1 });
    expect(await statuses(3)).toEqual([500, 502, 500]);
  });

  test("delays the start of a fault without `times`", async () => {
    sandbox.fault({ status: 500, skip: 2 });
    expect(await statuses(4)).toEqual([200, 200, 500, 500]);
  });
});

test("repeats faults in turn until reset", async () => {
  sandbox.fault({ status: 501, times: 1, repeat: true });
  sandbox.fault({ status: 502, times: 1, skip: 1, repeat: true });
  expect(await statuses(7)).toEqual([501, 200, 502, 501, 200, 502, 501]);
  sandbox.reset();
  expect(await statuses(1)).toEqual([200]);
});

test("plays counted faults in the order of arrival", async () => {
  const token = await client.token();
  sandbox.fault({ route: "business", status: 503, times: 1 });
  const responses = await Promise.all([1, 2, 3].map(() => client.balance(`Bearer ${token}`)));
  expect(responses.map(({ status }) => status)).toEqual([503, 200, 200]);
});

describe("revoke", () => {
  test("revokes all tokens before the call is checked", async () => {
    const [first, second] = [await client.token(), await client.token()];
    sandbox.fault({ route: "business", revoke: true, skip: 1, times: 1 });
    const calls: number[] = [];
    for (const token of [first, first, second]) calls.push((await client.balance(`Bearer ${token}`)).status);
    expect(calls).toEqual([200, 401, 401]);
    expect((await client.balance(`Bearer ${await client.token()}`)).status).toBe(200);
  });

  test("comes before the other effects of the fault", async () => {
    const token = await client.token();
    sandbox.fault({ revoke: true, status: 503, times: 1 });
    expect(await statuses(1)).toEqual([503]);
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
  });
});

test("lists the scripted faults with what is left of them", async () => {
  sandbox.fault({ status: 500 });
  sandbox.fault({ status: 502, times: 2, skip: 1 });
  await statuses(2);
  expect(sandbox.state().faults).toEqual([
    { fault: { status: 502, times: 2, skip: 1 }, skip: 0, left: 1 },
    { fault: { status: 500 }, skip: 0, left: null },
  ]);
  expect(sandbox.state().counts).toMatchObject({ exchanges: 2, faults: 2 });
});
