import openapi from "@wakapay/sandbox/openapi.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCli } from "./forms/cli-form.ts";
import { credentials, type Form } from "./forms/form.ts";
import { startFunction } from "./forms/function-form.ts";
import { startServer } from "./forms/server-form.ts";
import { startWorkerd } from "./forms/workerd.ts";
import { readToken } from "./read-token.ts";
import { documentedErrors, undocumentedErrors } from "./rejected-exchanges.ts";

const forms = [
  ["a function", () => startFunction()],
  ["a Node server", () => startServer()],
  ["a command", () => startCli()],
  ["a Worker", () => startWorkerd()],
] as const;

describe.each(forms)("the sandbox as %s", (_, start) => {
  let form: Form;
  beforeAll(async () => {
    form = await start();
  });
  afterAll(() => form.close());

  function exchange(body: string | Uint8Array<ArrayBuffer>, contentType: string | null): Promise<Response> {
    const headers = contentType === null ? {} : { "Content-Type": contentType };
    return form.fetch(`${form.url}/business/auth`, { method: "POST", headers, body });
  }

  function request(path: string, authorization?: string, method = "GET"): Promise<Response> {
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    return form.fetch(`${form.url}${path}`, { method, headers });
  }

  async function newToken(): Promise<string> {
    return readToken(await exchange(JSON.stringify(credentials), "application/json"));
  }

  test.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
  ])("exchanges a key and secret, sent as %s, for a one-hour JWT", async (contentType) => {
    const response = await exchange(JSON.stringify({ ...credentials, more: true }), contentType);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("wakapay-sandbox")).toBeNull();
    expect(await response.json()).toEqual({
      accessToken: expect.stringMatching(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.[\w-]+\.[\w-]{43}$/),
      expiresIn: 3600,
    });
  });

  test.each([...documentedErrors, ...undocumentedErrors])(
    "rejects an exchange $name",
    async ({ contentType, body, status, error }) => {
      const response = await exchange(body, contentType);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(await response.json()).toEqual({ code: 0, error });
    },
  );

  test.each(["GET", "PUT", "DELETE", "OPTIONS"])("returns 405 for %s /business/auth", async (method) => {
    const response = await request("/business/auth", undefined, method);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(await response.json()).toEqual({ code: 0, error: "method not allowed: use POST" });
  });

  test("returns a sample balance, marked as undocumented, for a valid token", async () => {
    const response = await request("/business/balance?currency=USD", `Bearer ${await newToken()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("wakapay-sandbox")).toBe("invented");
    expect(await response.json()).toMatchObject({ currency: "USD", note: expect.stringContaining("Sample") });
  });

  test.each([
    "/business/balance?currency=USD",
    "/business/anything",
    "/business/sandbox-echo",
    "/business/auth/",
    "/business/%61uth",
  ])("requires a bearer token for %s", async (path) => {
    const response = await request(path);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await response.json()).toEqual({
      code: 0,
      error: expect.stringContaining("Authorization: Bearer"),
    });
  });

  test.each(["/", "/business", "/health", "/_sandbox", "/Business/Auth"])(
    "returns 404 for %s",
    async (path) => {
      const response = await request(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ code: 0, error: expect.stringContaining("unknown route") });
    },
  );

  test("serves the OpenAPI document for its own host", async () => {
    const response = await form.fetch(`${form.url}/_sandbox/openapi.json`);
    expect(response.headers.get("content-type")).toBe("application/json");
    const { servers, ...document } = openapi;
    expect(servers).toHaveLength(1);
    expect(await response.json()).toEqual({
      ...document,
      servers: [{ url: form.url, description: "This sandbox" }],
    });
  });

  test("reports its health, to any host and any caller", async () => {
    const headers = { Host: "sandbox:4010", Origin: "https://dashboard.example" };
    for (const method of ["GET", "HEAD"]) {
      const response = await form.fetch(`${form.url}/_sandbox/healthz`, { method, headers });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(method === "GET" ? '{"status":"ok"}' : "");
    }
    const posted = await form.fetch(`${form.url}/_sandbox/healthz`, { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("returns 404 for other routes under /business/, even with a valid token", async () => {
    const response = await request("/business/%61uth", `Bearer ${await newToken()}`, "POST");
    expect(response.status).toBe(404);
  });
});
