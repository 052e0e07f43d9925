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

test.each(["USD", "EUR", "NGN"])("returns a balance in the requested currency %s", async (currency) => {
  const response = await balance(`?currency=${currency}`);
  expect(await response.json()).toMatchObject({ currency, available: "1250.00" });
});

test.each(["", "?currency=", "?currency=usd", "?currency=USDT", "?currency=USD&currency=EUR"])(
  "returns 400 for the query '%s'",
  async (query) => {
    const response = await balance(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 0, error: expect.stringContaining("?currency=USD") });
    expect(sandbox.journal().at(-1)?.outcome).toBe("bad request");
  },
);

test("supports HEAD", async () => {
  const response = await balance("?currency=USD", "HEAD");
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
});

test("returns 405 for POST", async () => {
  const response = await balance("?currency=USD", "POST");
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD");
  expect(sandbox.journal().at(-1)?.outcome).toBe("wrong method");
});
