import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

let sandbox: ServedSandbox;
let client: Client;
beforeEach(async () => {
  sandbox = await serve({ credentials: [credentials] });
  client = createClient({ fetch, url: sandbox.url });
});
afterEach(() => sandbox.close());

function send(method: string, path: string, body?: unknown): Promise<Response> {
  const init =
    body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return fetch(`${sandbox.url}/_sandbox/${path}`, { method, ...init });
}

/** Sends a command that must succeed and returns its response. */
async function command(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await send(method, path, body);
  expect(response.status).toBe(200);
  return response.json();
}

describe("the control API", () => {
  test("returns the journal, which doesn't contain control requests", async () => {
    await client.exchange();
    expect(await command("GET", "journal")).toEqual({
      exchanges: 1,
      lastId: 1,
      entries: sandbox.journal(),
    });
    expect(sandbox.journal()).toHaveLength(1);
  });

  test("scripts faults", async () => {
    const fault = { status: 429, retryAfter: 3, times: 1 };
    expect(await command("POST", "faults", fault)).toEqual({ scripted: fault });
    const response = await client.exchange();
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
  });

  test("revokes one token or all tokens", async () => {
    const [first] = [await client.token(), await client.token(), await client.token()];
    expect(await command("POST", "revoke", { token: first })).toEqual({ revoked: 1 });
    expect(await command("POST", "revoke", {})).toEqual({ revoked: 2 });
    expect(await command("POST", "revoke")).toEqual({ revoked: 0 });
  });

  test("rotates credentials and returns only account names", async () => {
    const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };
    expect(await command("POST", "rotate", { credentials: [next] })).toEqual({ accounts: ["account-1"] });
    expect([(await client.exchange()).status, (await client.exchange(next)).status]).toEqual([401, 200]);
  });

  test("rotates the credentials of one account, with its keys masked", async () => {
    const other = { apiKey: "wk_test_ledger_0000000001", apiSecret: "secret-of-ledger", account: "ledger" };
    sandbox.rotate([{ ...credentials, account: "billing" }, other]);
    const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };
    const body = { credentials: [next], account: "billing" };
    expect(await command("POST", "rotate", body)).toEqual({ accounts: ["billing"] });
    const statuses = [await client.exchange(), await client.exchange(next), await client.exchange(other)];
    expect(statuses.map(({ status }) => status)).toEqual([401, 200, 200]);
    expect(sandbox.state().accounts).toEqual([
      { account: "ledger", apiKeys: ["wk_test_le…0001"] },
      { account: "billing", apiKeys: ["…"] },
    ]);
    expect((await send("POST", "rotate", { credentials: [next], account: "none" })).status).toBe(400);
  });

  test("revokes the token with a tokenId", async () => {
    const [first, second] = [await client.token(), await client.token()];
    const { tokens } = sandbox.state();
    expect(await command("POST", "revoke", { tokenId: tokens[0]?.tokenId })).toEqual({ revoked: 1 });
    expect((await client.balance(`Bearer ${first}`)).status).toBe(401);
    expect((await client.balance(`Bearer ${second}`)).status).toBe(200);
  });

  test("returns the state", async () => {
    await client.token();
    const state = await command("GET", "state");
    expect(state).toEqual({
      ...sandbox.state(),
      clock: { now: expect.any(Number), advancedSeconds: 0 },
    });
  });

  test("advances the clock", async () => {
    const token = await client.token();
    const advanced = await command("POST", "clock", { advanceSeconds: 3600 });
    expect(advanced).toEqual({ now: expect.any(Number), advancedSeconds: 3600 });
    expect((await client.balance(`Bearer ${token}`)).status).toBe(401);
  });

  test("applies a built-in scenario or one of the request, and returns the current one", async () => {
    expect(await command("POST", "scenario", "expiring")).toEqual({ applied: "expiring" });
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 5 });
    const scenario = {
      name: "two errors",
      settings: { lifetimeSeconds: 60, singleLiveToken: false },
      faults: [{ status: 503, times: 2 }],
      clock: { advancedSeconds: 30 },
    };
    expect(await command("POST", "scenario", scenario)).toEqual({ applied: "two errors" });
    expect(await command("GET", "scenario")).toEqual(scenario);
    expect((await client.exchange()).status).toBe(503);
    expect(await command("GET", "scenario")).toEqual({ ...scenario, faults: [{ status: 503, times: 1 }] });
  });

  test("changes settings and resets them", async () => {
    const change = { lifetimeSeconds: 7, singleLiveToken: true };
    expect(await command("PATCH", "settings", change)).toEqual({ configured: change });
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 7 });
    expect(await command("POST", "reset")).toEqual({ reset: true });
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 3600 });
    expect(sandbox.exchanges()).toBe(1);
  });
});

describe("invalid control requests", () => {
  test.each<[string, string, unknown, string]>([
    ["POST", "faults", {}, "`faults` must set at least one of"],
    ["POST", "faults", { status: 1 }, "`status` must be a whole number from 200 to 599 (got 1)."],
    ["POST", "revoke", { token: 7 }, "`token` must be a string (got a number)."],
    ["POST", "revoke", { tokens: ["a"] }, "`revoke` has an unknown field. Known fields: token, tokenId."],
    ["POST", "revoke", { token: "a", tokenId: "b" }, "`revoke` must not set both token and tokenId."],
    ["POST", "clock", {}, "`advanceSeconds` is missing."],
    ["POST", "clock", { advanceSeconds: -5 }, "`advanceSeconds` must be a whole number from 1"],
    ["POST", "scenario", "no-such", "must be an object, or one of: calm, expiring, flaky-exchange,"],
    ["POST", "scenario", { faults: [{ status: 1 }] }, "`faults[0].status` must be a whole number"],
    ["POST", "rotate", {}, "`credentials` is missing."],
    ["PATCH", "settings", { lifetimeSeconds: "7" }, "`lifetimeSeconds` must be a whole number"],
    ["PATCH", "settings", [], "`settings` must be an object (got an empty array)."],
    ["POST", "reset", { all: true }, "`reset` has an unknown field. It has no fields."],
  ])("%s %s %j returns 400 with the reason", async (method, path, body, message) => {
    const response = await send(method, path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 0, error: expect.stringContaining(message) });
  });

  test("are rejected if the body is not JSON or too large", async () => {
    const post = (body: string, type: string) =>
      fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", headers: { "Content-Type": type }, body });
    for (const response of [
      await post("{", "application/json"),
      await post('{"status":503}', "text/plain"),
    ]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ code: 0, error: expect.stringContaining("must be JSON") });
    }
    expect((await post(`{"status":503${" ".repeat(70_000)}}`, "application/json")).status).toBe(413);
    expect((await client.exchange()).status).toBe(200);
  });

  test("get 405 for a wrong method and 404 for an unknown route", async () => {
    const responses = [
      await send("GET", "faults"),
      await send("POST", "journal"),
      await send("POST", "settings"),
      await send("GET", "x"),
    ];
    expect(responses.map(({ status }) => status)).toEqual([405, 405, 405, 404]);
    const allowed = responses.map(({ headers }) => headers.get("allow"));
    expect(allowed).toEqual(["POST", "GET, HEAD", "PATCH", null]);
    for (const response of responses) {
      expect(await response.json()).toEqual({
        code: 0,
        error: expect.stringMatching(/^(method not|unknown)/),
      });
    }
  });

  test("never get their secrets back", async () => {
    const unknown = { apiKey: "hush-key", secret: "hush-secret", "hush-name": 1 };
    for (const pair of [
      unknown,
      { apiKey: "hush-key ", apiSecret: "a" },
      { apiKey: 31415, apiSecret: "a" },
    ]) {
      const text = await (await send("POST", "rotate", { credentials: [pair] })).text();
      expect(text).toContain("credentials[0]");
      expect(text).not.toMatch(/hush|31415/);
    }
  });
});
