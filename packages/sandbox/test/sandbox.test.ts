import { expect, test } from "vitest";
import { createSandbox, type SandboxOptions } from "../src/index.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";

const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };

test("rotated credentials take effect at once, and tokens of earlier ones stay good", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const client = createClient(sandbox);
  const token = await client.token();
  sandbox.rotate([next]);
  expect((await client.exchange()).status).toBe(401);
  expect((await client.exchange(next)).status).toBe(200);
  expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
  expect(sandbox.journal().map(({ account }) => account)).toEqual([
    "account-1",
    undefined,
    "account-1",
    "account-1",
  ]);
});

test("while keys roll, an old and a new pair can belong to one account", async () => {
  const account = "shop";
  const pairs = [
    { ...credentials, account },
    { ...next, account },
  ];
  const sandbox = createSandbox({ credentials: pairs, singleLiveToken: true });
  const client = createClient(sandbox);
  const first = await client.token();
  await client.token(next);
  expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
  expect(sandbox.journal().map((entry) => entry.account)).toEqual([account, account, account]);
});

test("a changed lifetime holds for tokens to come", async () => {
  const clock = { at: 0 };
  const sandbox = createSandbox({ credentials: [credentials], now: () => clock.at });
  const client = createClient(sandbox);
  const lasting = await client.token();
  sandbox.configure({ lifetimeSeconds: 5 });
  const answer = await client.exchange();
  expect(await answer.json()).toMatchObject({ expiresIn: 5 });
  clock.at = 6_000;
  expect((await client.balance(`Bearer ${lasting}`)).status).toBe(200);
});

test("reset returns to the start, except that tokens stay good", async () => {
  const sandbox = createSandbox({ credentials: [credentials], lifetimeSeconds: 90 });
  const client = createClient(sandbox);
  sandbox.configure({ lifetimeSeconds: 5, singleLiveToken: true });
  const token = await client.token();
  sandbox.rotate([next]);
  sandbox.fault({ status: 503 });
  sandbox.reset();
  expect(sandbox.journal()).toEqual([]);
  expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 90 });
  expect((await client.balance(`Bearer ${token}`)).status).toBe(200);
});

test.each<[string, unknown]>([
  ["credentials must be a list of at least one", undefined],
  ["credentials must be a list of at least one", []],
  ["credentials[1] must be an object", [credentials, null]],
  ["credentials[0].apiKey must be a string that is not empty", [{ ...credentials, apiKey: "" }]],
  ["credentials[0].apiSecret must be a string that is not empty", [{ apiKey: "a" }]],
  ["credentials[0] has a field that is not known", [{ ...credentials, secret: "hush" }]],
  ["credentials[0].account must be a string", [{ ...credentials, account: 7 }]],
])("a sandbox is not made of impossible credentials: %s", (why, pairs) => {
  const make = () => createSandbox(JSON.parse(JSON.stringify({ credentials: pairs })));
  expect(make).toThrow(TypeError);
  expect(make).toThrow(why);
});

test.each<Partial<SandboxOptions>>([
  { lifetimeSeconds: 0 },
  { lifetimeSeconds: -1 },
  { lifetimeSeconds: 1.5 },
  { lifetimeSeconds: Number.NaN },
  { lifetimeSeconds: Number.POSITIVE_INFINITY },
  { lifetimeSeconds: 315_360_001 },
])("a lifetime is a whole number of seconds up to ten years: not %o", (settings) => {
  const why = "lifetimeSeconds must be a whole number from 1 to 315360000.";
  expect(() => createSandbox({ credentials: [credentials], ...settings })).toThrow(why);
  expect(() => createSandbox({ credentials: [credentials] }).configure(settings)).toThrow(why);
});

test("a refused change changes nothing", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  expect(() => sandbox.rotate([])).toThrow("at least one");
  expect(() => sandbox.configure({ singleLiveToken: true, lifetimeSeconds: 0 })).toThrow("whole number");
  const client = createClient(sandbox);
  const first = await client.token();
  await client.token();
  expect((await client.balance(`Bearer ${first}`)).status).toBe(200);
});
