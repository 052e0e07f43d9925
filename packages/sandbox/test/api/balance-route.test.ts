import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });
const token = await createClient(sandbox).token();

function balance(query: string, method = "GET"): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}` };
  return sandbox.fetch(`https://api.test.wakapay.io/business/balance${query}`, { method, headers });
}

test.each(["USD", "EUR", "NGN"])(
  "the balance is told in the currency that was asked for: %s",
  async (currency) => {
    expect(await (await balance(`?currency=${currency}`)).json()).toMatchObject({
      currency,
      available: "1250.00",
    });
  },
);

test.each(["", "?currency=", "?currency=usd", "?currency=USDT", "?currency=USD&currency=EUR"])(
  "a balance of «%s» is asked for with one currency",
  async (query) => {
    const answer = await balance(query);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 0, error: expect.stringContaining("?currency=USD") });
    expect(sandbox.journal().at(-1)?.outcome).toBe("bad request");
  },
);

test("HEAD gets what GET gets, without the body", async () => {
  const answer = await balance("?currency=USD", "HEAD");
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe("");
});

test("a balance can be read alone", async () => {
  const answer = await balance("?currency=USD", "POST");
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("GET, HEAD");
  expect(sandbox.journal().at(-1)?.outcome).toBe("wrong method");
});
