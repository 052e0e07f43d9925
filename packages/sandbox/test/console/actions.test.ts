import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConsoleClient, startConsole } from "./client.ts";

let client: ConsoleClient;
beforeEach(async () => {
  client = await startConsole();
});
afterEach(() => client.sandbox.close());

/** Submits a form that must succeed, and returns the page that the browser loads next. */
async function submit(action: string, fields: Record<string, string> = {}): Promise<string> {
  const response = await client.submit(action, fields);
  expect(response.status).toBe(303);
  return client.html(response.headers.get("location") ?? "");
}

describe("a form without JavaScript", () => {
  test("revokes one token or all tokens", async () => {
    const [first] = [await client.api.token(), await client.api.token(), await client.api.token()];
    const [{ tokenId } = { tokenId: "" }] = client.sandbox.state().tokens;
    expect(await submit("revoke", { tokenId })).toContain("Revoked.");
    expect((await client.api.balance(`Bearer ${first}`)).status).toBe(401);
    expect(client.sandbox.state().tokens.filter(({ status }) => status === "live")).toHaveLength(2);
    await submit("revoke");
    expect(client.sandbox.state().tokens.filter(({ status }) => status === "live")).toEqual([]);
  });

  test.each([
    [
      { effect: "status", status: "503", retryAfter: "2", times: "3" },
      { status: 503, retryAfter: 2, times: 3 },
    ],
    [{ effect: "status", status: "500", retryAfter: "", delayMs: "", times: "" }, { status: 500 }],
    [
      { effect: "hangUp", status: "503", times: "1" },
      { hangUp: true, times: 1 },
    ],
    [
      { effect: "html", status: "503", times: "1" },
      { body: "html", times: 1 },
    ],
    [
      { effect: "delay", delayMs: "250", times: "2" },
      { delayMs: 250, times: 2 },
    ],
  ])("scripts the fault of %j", async (fields, fault) => {
    const page = await submit("fault", { route: "business", ...fields });
    expect(client.sandbox.state().faults).toEqual([
      expect.objectContaining({ fault: { route: "business", ...fault } }),
    ]);
    expect(page).toContain("Fault scripted.");
  });

  test("changes the settings of new tokens", async () => {
    await submit("configure", { lifetimeSeconds: "5", singleLiveToken: "true" });
    expect(client.sandbox.state().settings).toEqual({ lifetimeSeconds: 5, singleLiveToken: true });
    const page = await submit("configure", { lifetimeSeconds: "60" });
    expect(client.sandbox.state().settings).toEqual({ lifetimeSeconds: 60, singleLiveToken: false });
    expect(page).toContain('value="60"');
  });

  test("advances the clock", async () => {
    await submit("advance", { seconds: "3600" });
    expect(client.sandbox.state().clock.advancedSeconds).toBe(3600);
  });

  test("replaces and rejects credentials, and reset restores them", async () => {
    const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };
    expect(await submit("rotate", next)).not.toMatch(/key-of-tomorrow|secret-of-tomorrow/);
    expect((await client.api.exchange(next)).status).toBe(200);
    expect(await submit("reject-credentials")).toContain("Credentials replaced");
    expect([(await client.api.exchange(next)).status, (await client.api.exchange()).status]).toEqual([
      401, 401,
    ]);
    expect(await submit("reset")).toContain("No requests yet");
    expect((await client.api.exchange()).status).toBe(200);
  });

  test("replaces and rejects the credentials of one account only", async () => {
    const pairs = ["billing", "ledger"].map((account) => ({
      apiKey: `key-of-${account}-0123456789`,
      apiSecret: `secret-of-${account}`,
      account,
    }));
    client.sandbox.rotate(pairs);
    const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };
    await submit("rotate", { account: "billing", ...next });
    const page = await submit("reject-credentials", { account: "ledger" });
    expect(client.sandbox.state().accounts.map(({ account }) => account)).toEqual(["billing", "ledger"]);
    expect((await client.api.exchange(next)).status).toBe(200);
    for (const { apiKey, apiSecret } of pairs) {
      expect((await client.api.exchange({ apiKey, apiSecret })).status).toBe(401);
    }
    expect(page).toContain('<th scope="row">ledger</th>');
  });

  test("applies a scenario and ends it, which keeps the requests", async () => {
    await client.api.exchange();
    expect(await submit("scenario", { scenario: "flaky-exchange" })).toContain("Scenario flaky-exchange");
    expect(client.sandbox.state().faults).toHaveLength(3);
    expect(await submit("end-scenario")).toContain("Nothing. The sandbox responds as documented.");
    expect(client.sandbox.journal()).toHaveLength(1);
  });

  test.each([
    [
      "fault",
      { effect: "status", status: "99" },
      "`status` must be a whole number from 200 to 599 (got 99).",
    ],
    ["fault", { effect: "delay" }, "must set at least one of"],
    ["configure", { lifetimeSeconds: "0" }, "`lifetimeSeconds` must be a whole number from 1"],
    ["advance", { seconds: "-1" }, "must be a whole number"],
    ["rotate", { apiKey: "", apiSecret: "b" }, "must be a non-empty string"],
    ["rotate", { apiKey: "a", apiSecret: "b", account: "no-such" }, "must be an account of the sandbox"],
    ["try", { request: "other" }, "`request` must be one of the documented requests."],
    ["try", { request: "exchange", account: "x" }, "must be an account that the sandbox started with"],
    ["tour", { step: "1" }, "No gateway is connected."],
  ])("says on the page why %s with %j is invalid", async (action, fields, message) => {
    const response = await client.submit(action, fields);
    expect(response.status).toBe(400);
    const html = (await response.text()).replaceAll("&#39;", "'");
    expect(html).toMatch(/<p class="notice error" id="notice" role="status">/);
    expect(html).toContain(message);
  });

  test("returns to the page that has it, but never to another host", async () => {
    const { url } = client.sandbox;
    const nextAfter = async (referer: string) => {
      const response = await client.submit("reset", {}, { Referer: referer });
      return response.headers.get("location");
    };
    expect(await nextAfter(`${url}/?outcome=fault`)).toBe("/?outcome=fault&done=reset");
    expect(await nextAfter(`${url}/_sandbox/console/steering`)).toBe("/_sandbox/console/steering?done=reset");
    for (const other of [`${url}/business/auth`, "http://evil.example/", "http://evil.example//", "x"]) {
      expect(await nextAfter(other)).toBe("/?done=reset");
    }
  });

  test("is the only way to an action", async () => {
    expect((await client.get("/_sandbox/console/actions/reset")).status).toBe(405);
    expect((await client.submit("other")).status).toBe(404);
    expect((await client.submit("__proto__")).status).toBe(404);
  });
});

describe("Try it", () => {
  test.each([
    ["exchange", 200],
    ["missing-credentials", 400],
    ["empty-credentials", 400],
    ["malformed-json", 400],
    ["wrong-content-type", 400],
    ["invalid-credentials", 401],
    ["balance", 200],
    ["invalid-token", 401],
  ])("sends %s, which gets the documented status %i", async (request, status) => {
    const page = await submit("try", { request });
    const [section = ""] =
      new RegExp(`<section class="try" id="try-${request}".*?</section>`, "s").exec(page) ?? [];
    expect(section).toContain(`<p class="status-line">${status}`);
    expect(section).not.toContain("Not sent yet");
    expect(client.sandbox.journal().at(-1)).toMatchObject({ status });
  });

  test("says so if a response is not as documented or there is none", async () => {
    client.sandbox.fault({ status: 503, times: 1 });
    expect(await submit("try", { request: "exchange" })).toContain("(not as documented)");
    client.sandbox.fault({ hangUp: true, times: 1 });
    expect(await submit("try", { request: "exchange" })).toContain("No response: fetch failed.");
  });

  test("sends as the chosen account, and the requests say that the console sent them", async () => {
    const pairs = ["billing", "ledger"].map((account) => ({
      apiKey: `key-of-${account}`,
      apiSecret: `secret-of-${account}`,
      account,
    }));
    const other = await startConsole({ credentials: pairs });
    await other.submit("try", { request: "balance", account: "ledger" });
    expect(other.sandbox.journal().map(({ account }) => account)).toEqual(["ledger", "ledger"]);
    const page = await other.html("/_sandbox/console/try-it?account=ledger");
    expect(page).toContain('<option value="ledger" selected="">ledger</option>');
    expect(page).toMatch(/as ledger, \d+ ms/);
    expect((await other.html("/")).match(/\(from the console\)/g)).toHaveLength(2);
    await other.api.exchange({ apiKey: "key-of-billing", apiSecret: "secret-of-billing" });
    expect((await other.html("/")).match(/\(from the console\)/g)).toHaveLength(2);
    await other.sandbox.close();
  });

  test("masks the token as the documentation does", async () => {
    const page = await submit("try", { request: "exchange" });
    expect(page.match(/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.\*{4}\.\.\.\*{4}/g)).toHaveLength(2);
    expect(page).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  });
});
