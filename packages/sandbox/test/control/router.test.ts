import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";
import { rawCall } from "../raw-request.ts";

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

/** Sends a command that must be obeyed, and yields its answer. */
async function command(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await send(method, path, body);
  expect(answer.status).toBe(200);
  return answer.json();
}

describe("over the control API", () => {
  test("healthz tells that the sandbox is there", async () => {
    expect(await command("GET", "healthz")).toEqual({ status: "ok" });
  });

  test("the journal is read, and the calls that read it are not in it", async () => {
    await client.exchange();
    expect(await command("GET", "journal")).toEqual({ exchanges: 1, entries: sandbox.journal() });
    expect(sandbox.journal()).toHaveLength(1);
  });

  test("faults are scripted", async () => {
    const fault = { status: 429, retryAfter: 3, times: 1 };
    expect(await command("POST", "faults", fault)).toEqual({ scripted: fault });
    const answer = await client.exchange();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3"]);
  });

  test("one token, or all, are revoked", async () => {
    const [first] = [await client.token(), await client.token(), await client.token()];
    expect(await command("POST", "revoke", { token: first })).toEqual({ revoked: 1 });
    expect(await command("POST", "revoke", {})).toEqual({ revoked: 2 });
    expect(await command("POST", "revoke")).toEqual({ revoked: 0 });
  });

  test("credentials are rotated, and the answer names accounts alone", async () => {
    const next = { apiKey: "key-of-tomorrow", apiSecret: "secret-of-tomorrow" };
    expect(await command("POST", "rotate", { credentials: [next] })).toEqual({ accounts: ["account-1"] });
    expect([(await client.exchange()).status, (await client.exchange(next)).status]).toEqual([401, 200]);
  });

  test("settings are changed, and reset", async () => {
    const change = { lifetimeSeconds: 7, singleLiveToken: true };
    expect(await command("PATCH", "settings", change)).toEqual({ configured: change });
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 7 });
    expect(await command("POST", "reset")).toEqual({ reset: true });
    expect(await (await client.exchange()).json()).toMatchObject({ expiresIn: 3600 });
    expect(sandbox.exchanges()).toBe(1);
  });
});

describe("the control API says what is wrong with", () => {
  test.each<[string, string, unknown, string]>([
    ["POST", "faults", {}, "fault does nothing"],
    ["POST", "faults", { status: 1 }, "status must be a whole number from 200 to 599."],
    ["POST", "revoke", { token: 7 }, "token must be a string."],
    ["POST", "revoke", { tokens: ["a"] }, "revoke has a field that is not known. Its fields are: token."],
    ["POST", "rotate", {}, "credentials must be a list"],
    ["PATCH", "settings", { lifetimeSeconds: "7" }, "lifetimeSeconds must be a whole number"],
    ["PATCH", "settings", [], "settings must be an object."],
    ["POST", "reset", { all: true }, "reset has a field that is not known. It has none."],
  ])("%s %s %j", async (method, path, body, why) => {
    const answer = await send(method, path, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 0, error: expect.stringContaining(why) });
  });

  test("a body that is not JSON, or too large, or of no type", async () => {
    const post = (body: string, type: string) =>
      fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", headers: { "Content-Type": type }, body });
    for (const answer of [await post("{", "application/json"), await post('{"status":503}', "text/plain")]) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({ code: 0, error: expect.stringContaining("reads JSON") });
    }
    expect((await post(`{"status":503${" ".repeat(70_000)}}`, "application/json")).status).toBe(413);
    expect((await client.exchange()).status).toBe(200);
  });

  test("a method or a route that it does not have", async () => {
    const answers = [
      await send("GET", "faults"),
      await send("POST", "journal"),
      await send("POST", "settings"),
      await send("GET", "x"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([405, 405, 405, 404]);
    expect(answers.map(({ headers }) => headers.get("allow"))).toEqual(["POST", "GET, HEAD", "PATCH", null]);
    for (const answer of answers) {
      expect(await answer.json()).toEqual({ code: 0, error: expect.stringMatching(/^(method not|unknown)/) });
    }
  });

  test("credentials, without repeating any", async () => {
    const text = await (
      await send("POST", "rotate", { credentials: [{ apiKey: "hush-key", secret: "hush-secret" }] })
    ).text();
    expect(text).toContain("credentials[0]");
    expect(text).not.toContain("hush");
  });
});

describe("the control API is out of reach", () => {
  test.each([
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "localhost.",
    "127.0.0.1@evil.example",
    "evil.example@127.0.0.1",
    "[::2]",
  ])("for a request to the host %s, as a rebound DNS name would send it", async (host) => {
    expect(await rawCall(`${sandbox.url}/_sandbox/journal`, { Host: host })).toMatchObject({
      status: expect.toSatisfy((status: number) => status === 403 || status === 400),
      body: expect.not.stringContaining("entries"),
    });
  });

  test.each(["localhost", "LOCALHOST:4010", "127.0.0.1", "127.8.9.10:1", "[::1]:80"])(
    "not for one to %s",
    async (host) => {
      expect((await rawCall(`${sandbox.url}/_sandbox/healthz`, { Host: host })).status).toBe(200);
    },
  );

  test.each(["http://evil.example", "http://localhost:3000", "null"])(
    "for a web page of %s",
    async (origin) => {
      const answer = await rawCall(`${sandbox.url}/_sandbox/reset`, { Origin: origin }, "POST");
      expect(answer).toMatchObject({ status: 403, body: expect.stringContaining("no web page") });
    },
  );

  test("for whoever writes one host in the address and another in the header", async () => {
    const served = createSandbox({ credentials: [credentials], control: true });
    const headers = { Host: "evil.example" };
    expect((await served.fetch("http://127.0.0.1/_sandbox/healthz", { headers })).status).toBe(403);
    expect((await served.fetch("http://127.0.0.1/_sandbox/healthz")).status).toBe(200);
    expect((await served.fetch("https://api.test.wakapay.io/_sandbox/healthz")).status).toBe(403);
  });

  test("where it was not asked for: a function has it only on demand", async () => {
    const plain = createSandbox({ credentials: [credentials] });
    const answer = await plain.fetch("http://127.0.0.1/_sandbox/reset", { method: "POST" });
    expect(answer.status).toBe(404);
    expect(plain.journal()).toMatchObject([{ path: "/_sandbox/reset", outcome: "unknown route" }]);
  });
});
