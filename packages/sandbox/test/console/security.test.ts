import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { credentials } from "../forms/form.ts";
import { rawRequest } from "../raw-request.ts";
import { type ConsoleClient, startConsole } from "./client.ts";

const PATHS = [
  "/",
  "/_sandbox/console/tokens",
  "/_sandbox/console/steering",
  "/_sandbox/console/try-it",
  "/_sandbox/console/gateway",
  "/_sandbox/console/styles.css",
  "/_sandbox/console/icon.svg",
  "/_sandbox/console/other",
];
const POLICY =
  "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
  "img-src 'self'; script-src 'self'; style-src 'self'";

let client: ConsoleClient;
afterEach(() => client.sandbox.close());

describe("the console on loopback", () => {
  beforeEach(async () => {
    client = await startConsole();
  });

  test.each(PATHS)("sends a strict policy with %s", async (path) => {
    const { headers } = await client.get(path);
    expect(headers.get("content-security-policy")).toBe(POLICY);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("has no inline script, style, or event handler, and no other host", async () => {
    await client.api.exchange();
    for (const path of PATHS.slice(0, 5)) {
      const html = await client.html(path);
      expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
      const hosts = [...html.matchAll(/\s(?:src|href|action)="(?!\/|#)([^"]*)"/g)];
      expect(hosts.map(([, target]) => target)).toEqual([]);
    }
  });

  test.each(["evil.example", "evil.example:4010", "127.0.0.1.evil.example", "10.0.0.1", "localhost."])(
    "refuses the Host %s, as a rebound DNS name sends it",
    async (host) => {
      for (const path of [...PATHS, "/_sandbox/console/events?page=/"]) {
        const { status, body } = await rawRequest(`${client.sandbox.url}${path}`, {
          Host: host,
          Accept: "text/html",
        });
        expect([400, 403]).toContain(status);
        expect(body).not.toContain("<html");
      }
    },
  );

  test.each(["http://evil.example", "http://localhost:3000", "null"])(
    "refuses forms and pages for the Origin %s",
    async (origin) => {
      client.sandbox.fault({ status: 503 });
      expect((await client.submit("reset", {}, { Origin: origin })).status).toBe(403);
      expect(client.sandbox.state().faults).toHaveLength(1);
      const page = await rawRequest(`${client.sandbox.url}/`, { Origin: origin, Accept: "text/html" });
      expect(page.status).toBe(403);
    },
  );

  test("does not exist without the control API", async () => {
    const closed = await startConsole({ control: false });
    expect((await closed.get("/")).status).toBe(404);
    expect((await closed.submit("reset")).status).toBe(404);
    await closed.sandbox.close();
  });
});

describe("the console with a control token", () => {
  const controlToken = "control-token-of-the-tests-0123456789";
  beforeEach(async () => {
    client = await startConsole({ controlToken, host: "0.0.0.0" });
  });

  test("shows only a form for the token, and its script and styles", async () => {
    await client.api.exchange();
    for (const path of PATHS.slice(0, 5)) {
      const response = await client.get(path);
      expect(response.status).toBe(401);
      const html = await response.text();
      expect(html).toContain('id="sign-in"');
      expect(html).not.toContain("acme");
    }
    expect((await client.get("/_sandbox/console/styles.css")).status).toBe(200);
    expect((await client.get("/_sandbox/console/events?page=/")).status).toBe(401);
    expect((await client.submit("reset")).status).toBe(401);
  });

  test("accepts the token as a bearer only, never in the address", async () => {
    const headers = { Authorization: `Bearer ${controlToken}` };
    expect(await (await client.get("/", headers)).text()).toContain("No requests yet");
    expect((await client.submit("reset", {}, headers)).status).toBe(303);
    expect((await client.get(`/?token=${controlToken}`)).status).toBe(401);
    expect((await client.get("/", { Authorization: `Bearer ${controlToken}x` })).status).toBe(401);
  });
});

test("never shows a key, a secret, or a token, on pages or in events", async () => {
  const canaries = ["canary-key-1234567890", "canary-secret-1234567890", "canary-rotated-1234567890"];
  const [apiKey = "", apiSecret = "", rotated = ""] = canaries;
  client = await startConsole({ credentials: [{ apiKey, apiSecret, account: "acme" }] });
  const token = await client.api.token({ apiKey, apiSecret });
  await client.api.balance(`Bearer ${token}`);
  await client.api.exchange({ apiKey: apiSecret, apiSecret: apiKey });
  await fetch(`${client.sandbox.url}/business/${apiSecret}?token=${token}`, {
    headers: {
      "User-Agent": apiSecret,
      "X-Key": apiKey,
      Authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}`,
    },
  });
  await client.submit("rotate", { apiKey: rotated, apiSecret: rotated });
  await client.submit("try", { request: "exchange" });
  await client.submit("reset");
  await client.submit("try", { request: "exchange" });
  await client.submit("try", { request: "balance" });
  await client.api.balance(`Bearer ${token}`);
  const ids = client.sandbox.journal().map(({ id }) => `/?entry=${id}&before=${id + 1}`);
  for (const path of [...PATHS.slice(0, 5), ...ids]) {
    const html = await client.html(path);
    const stream = await client.get(`/_sandbox/console/events?page=${encodeURIComponent(path)}`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const event = (await reader?.read())?.value ?? "";
    await reader?.cancel();
    expect(event).toContain("data: ");
    for (const secret of [...canaries, token, token.split(".")[1] ?? "", credentials.apiSecret]) {
      expect(html.includes(secret) || event.includes(secret), path).toBe(false);
    }
  }
});
