import { afterEach, describe, expect, test } from "vitest";
import type { ScenarioName } from "../src/index.ts";
import { createClient } from "./client.ts";
import { startCli } from "./forms/cli-form.ts";
import { credentials, type Form } from "./forms/form.ts";
import { startFunction } from "./forms/function-form.ts";
import { startServer } from "./forms/server-form.ts";
import { startWorkerd } from "./forms/workerd.ts";

const bound = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

const forms: [string, (scenario: ScenarioName) => Promise<Form>][] = [
  ["a function", (scenario) => startFunction({ scenario })],
  ["a Node server", (scenario) => startServer({ scenario })],
  ["a command", (scenario) => startCli(["--scenario", scenario])],
  ["a Worker", (scenario) => startWorkerd({ ...bound, SANDBOX_SCENARIO: scenario })],
];

let form: Form | undefined;
afterEach(() => form?.close());

describe.each(forms)("the sandbox as %s", (name, start) => {
  test("plays the scenario expiring", async () => {
    form = await start("expiring");
    expect(await (await createClient(form).exchange()).json()).toMatchObject({ expiresIn: 5 });
  });

  test("plays the scenario single-live-token", async () => {
    form = await start("single-live-token");
    const client = createClient(form);
    const [first, second] = [await client.token(), await client.token()];
    expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
    expect((await client.balance(`Bearer ${second}`)).status).toBe(200);
  });

  test("plays the scenario revoked-midway", async () => {
    form = await start("revoked-midway");
    const client = createClient(form);
    const token = await client.token();
    const seen: number[] = [];
    while (seen.length < 4) seen.push((await client.balance(`Bearer ${token}`)).status);
    expect(seen).toEqual([200, 200, 200, 401]);
  });

  test("plays the scenario flaky-exchange", async () => {
    form = await start("flaky-exchange");
    const client = createClient(form);
    const exchange = () =>
      client.exchange().then(
        ({ status }) => status,
        () => "hang-up",
      );
    const seen: unknown[] = [];
    while (seen.length < 4) seen.push(await exchange());
    // A Worker cannot close the connection: the runtime responds for it.
    expect(seen).toEqual([503, name === "a Worker" ? 500 : "hang-up", 200, 429]);
  });
});

describe.each(forms.slice(1, 3))("the control API of the sandbox as %s", (_, start) => {
  test("steers the clock, the scenario, and tokens, and waits for the journal", async () => {
    form = await start("calm");
    const { url } = form;
    const client = createClient(form);
    const control = async (path: string, body?: unknown) => {
      const headers = { "Content-Type": "application/json" };
      const init = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
      return (await fetch(`${url}/_sandbox/${path}`, init)).json();
    };
    const waiting = control("journal?after=0&wait=20");
    const token = await client.token();
    expect(await waiting).toMatchObject({ entries: [{ id: 1, outcome: "token issued" }] });
    await control("clock", { advanceSeconds: 3600 });
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
    expect(await control("journal?after=1&wait=20")).toMatchObject({
      entries: [{ outcome: "expired token" }],
    });
    expect(await control("scenario", "expiring")).toEqual({ applied: "expiring" });
    expect(await control("state")).toMatchObject({
      scenario: "expiring",
      settings: { lifetimeSeconds: 5 },
      clock: { advancedSeconds: 0 },
      tokens: [{ account: "account-1", status: "live" }],
      counts: { exchanges: 1, calls: 1, authorizedCalls: 0, faults: 0 },
    });
    await control("reset", {});
    expect(await control("scenario")).toMatchObject({ name: "expiring" });
  });
});

test.each(forms.slice(1, 3))("issues the same tokens in every run of %s with a seed", async (name) => {
  const tokens: string[] = [];
  for (const _ of [1, 2]) {
    form = name === "a command" ? await startCli(["--seed", "42"]) : await startServer({ seed: "42" });
    tokens.push(await createClient(form).token());
    if (tokens.length === 1) await form.close();
  }
  expect(new Set(tokens).size).toBe(1);
});
