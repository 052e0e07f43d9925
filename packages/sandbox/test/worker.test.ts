import { afterAll, beforeAll, describe, expect, test } from "vitest";
import worker from "../src/worker.ts";
import { createClient } from "./client.ts";
import { credentials, type Form } from "./forms/form.ts";
import { startWorkerd } from "./forms/workerd.ts";

const bound = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

describe("the Worker form, in workerd", () => {
  let form: Form;
  beforeAll(async () => {
    form = await startWorkerd({
      ...bound,
      SANDBOX_LIFETIME_SECONDS: "90",
      SANDBOX_SINGLE_LIVE_TOKEN: "true",
    });
  });
  afterAll(() => form.close());

  test("takes lifetime and singleLiveToken from its bindings, and keeps its tokens between requests", async () => {
    const client = createClient(form);
    const first = await client.token();
    expect((await client.balance(`Bearer ${first}`)).status).toBe(200);
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 90 });
    expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
  });

  test.each(["healthz", "journal", "reset"])(
    "has no control API: /_sandbox/%s is an unknown route",
    async (path) => {
      const answers = [
        await fetch(`${form.url}/_sandbox/${path}`),
        await fetch(`${form.url}/_sandbox/${path}`, { method: "POST" }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    },
  );
});

test.each([
  [{}, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET"],
  [{ ...bound, SANDBOX_LIFETIME_SECONDS: "soon" }, "SANDBOX_LIFETIME_SECONDS must be a whole number"],
  [{ ...bound, SANDBOX_LIFETIME_SECONDS: "0" }, "lifetimeSeconds must be a whole number from 1"],
  [{ ...bound, SANDBOX_SINGLE_LIVE_TOKEN: "yes" }, "SANDBOX_SINGLE_LIVE_TOKEN must be true or false"],
])("a Worker with wrong bindings, %j, answers 503 to every call and says which", async (bindings, why) => {
  const answer = await worker.fetch(new Request("https://sandbox.example/business/auth"), bindings);
  expect(answer.status).toBe(503);
  const text = await answer.text();
  expect(JSON.parse(text)).toEqual({ code: 0, error: expect.stringContaining(why) });
  expect(text).not.toContain(credentials.apiSecret);
});
