import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConsoleClient, startConsole } from "./client.ts";

let client: ConsoleClient;
beforeEach(async () => {
  client = await startConsole();
});
afterEach(() => client.sandbox.close());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${client.sandbox.url}/_sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const connect = () => post("gateway", { url: "http://127.0.0.1:9", key: "canary-key" });
const page = () => client.html("/_sandbox/console/gateway");

describe("the gateway view", () => {
  test("shows the request log, newest first, without the gateway key", async () => {
    expect((await connect()).status).toBe(200);
    await post("gateway-requests", [
      {
        event: "request",
        requestId: "1",
        method: "GET",
        caller: "shop",
        route: "/business/**",
        status: 200,
        sends: 1,
      },
      { method: "GET", status: 200, sends: 2, tokenFrom: "broker", durationMs: 12.4 },
    ]);
    await post("gateway-requests", [{ method: "POST", status: 503, problem: "credentials_rejected" }]);
    const html = await page();
    const rows = [...html.matchAll(/<tr id="gateway-(\d)" class="request (\w+)"/g)].map(([, ...row]) => row);
    expect(rows).toEqual([
      ["3", "rejected"],
      ["2", "repaired"],
      ["1", "authorized"],
    ]);
    expect(html).toContain("WakaPay rejected the token; sent again with a new one");
    expect(html).toContain("credentials_rejected");
    expect(html).not.toContain("canary");
  });

  test("keeps the last 1,000 requests and shows 100", async () => {
    await connect();
    for (let index = 0; index < 3; index += 1) {
      await post(
        "gateway-requests",
        Array.from({ length: 400 }, () => ({ method: "GET", status: 200 })),
      );
    }
    const html = await page();
    expect(html).toContain("1,000 requests through the gateway");
    expect(html.match(/<tr id="gateway-/g)).toHaveLength(100);
    expect(html).toContain('id="gateway-1200"');
  });

  test.each([
    { url: "http://10.0.0.1:8787", key: "a" },
    { url: "http://127.0.0.1.evil.example", key: "a" },
    { url: "https://127.0.0.1:8787", key: "a" },
    { url: "http://127.0.0.1:8787/path", key: "a" },
    { url: "http://user@127.0.0.1:8787", key: "a" },
    { url: "http://127.0.0.1:8787" },
  ])("refuses the gateway %j", async (gateway) => {
    expect((await post("gateway", gateway)).status).toBe(400);
    expect(await page()).toContain("No gateway is connected");
  });

  test.each([{}, [1], [{ status: 200 }], [{ method: "G".repeat(201) }], [{ method: "GET", status: "200" }]])(
    "refuses the log lines %j",
    async (lines) => {
      expect((await post("gateway-requests", lines)).status).toBe(400);
    },
  );

  test("says so if the gateway does not respond", async () => {
    await connect();
    const response = await client.submit("tour", { step: "1" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("The gateway does not respond.");
  });
});

test("the tour rejects credentials in step 4, and step 5 restores them", async () => {
  const gateway = createServer((_, response) => response.end("{}")).listen(0, "127.0.0.1");
  await once(gateway, "listening");
  const address = gateway.address();
  const port = typeof address === "object" ? address?.port : 0;
  await post("gateway", { url: `http://127.0.0.1:${port}`, key: "canary-key" });
  const token = await client.api.token();
  expect((await client.submit("tour", { step: "4" })).status).toBe(303);
  expect((await client.api.exchange()).status).toBe(401);
  expect((await client.api.balance(`Bearer ${token}`)).status).toBe(401);
  expect((await client.submit("tour", { step: "5" })).status).toBe(303);
  expect((await client.api.exchange()).status).toBe(200);
  expect(await page()).toContain("1 × 200, 0 exchanges");
  gateway.close();
});
