import { afterAll, beforeAll, describe, expect, test } from "vitest";
import worker from "../src/worker.ts";
import { createClient } from "./client.ts";
import { credentials, type Form } from "./forms/form.ts";
import { startWorkerd } from "./forms/workerd.ts";

const bound = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

describe("on workerd", () => {
  let form: Form;
  beforeAll(async () => {
    form = await startWorkerd({
      ...bound,
      SANDBOX_LIFETIME_SECONDS: "90",
      SANDBOX_SINGLE_LIVE_TOKEN: "true",
    });
  });
  afterAll(() => form.close());

  test("reads its settings from bindings and keeps tokens between requests", async () => {
    const client = createClient(form);
    const first = await client.token();
    expect((await client.balance(`Bearer ${first}`)).status).toBe(200);
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 90 });
    expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
  });

  test.each(["journal", "reset"])("has no control API at /_sandbox/%s", async (path) => {
    const responses = [
      await fetch(`${form.url}/_sandbox/${path}`),
      await fetch(`${form.url}/_sandbox/${path}`, { method: "POST" }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([404, 404]);
  });
});

test("takes its credentials and settings from a scenario", async () => {
  const scenario = { credentials: [credentials], settings: { lifetimeSeconds: 5 } };
  const form = await startWorkerd({ SANDBOX_SCENARIO: JSON.stringify(scenario) });
  expect(await (await createClient(form).exchange()).json()).toMatchObject({ expiresIn: 5 });
  await form.close();
});

test.each([
  [{}, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET"],
  [{ ...bound, WAKAPAY_API_KEY: "key\n" }, "`WAKAPAY_API_KEY` must not start or end with white space"],
  [
    { ...bound, SANDBOX_SCENARIO: "wild" },
    "`SANDBOX_SCENARIO` must be one of: calm, expiring, flaky-exchange, revoked-midway, single-live-token, slow, or a scenario as JSON",
  ],
  [
    { ...bound, SANDBOX_SCENARIO: '{"faults": [{"status": 1}]}' },
    "`SANDBOX_SCENARIO.faults[0].status` must be",
  ],
  [{ SANDBOX_SCENARIO: '{"settings": {}}' }, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET"],
  [{ ...bound, SANDBOX_LIFETIME_SECONDS: "" }, "`SANDBOX_LIFETIME_SECONDS` must be a whole number from 1"],
  [
    { ...bound, SANDBOX_LIFETIME_SECONDS: "soon" },
    "`SANDBOX_LIFETIME_SECONDS` must be a whole number from 1",
  ],
  [{ ...bound, SANDBOX_LIFETIME_SECONDS: "0" }, "`SANDBOX_LIFETIME_SECONDS` must be a whole number from 1"],
  [{ ...bound, SANDBOX_SINGLE_LIVE_TOKEN: "yes" }, '`SANDBOX_SINGLE_LIVE_TOKEN` must be "true" or "false"'],
])("returns 503 that names the invalid binding of %j", async (bindings, message) => {
  const response = await worker.fetch(new Request("https://sandbox.example/_sandbox/healthz"), bindings);
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({ code: 0, error: expect.stringContaining(message) });
  expect(text).not.toContain(credentials.apiSecret);
});
