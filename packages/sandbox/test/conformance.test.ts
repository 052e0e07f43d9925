import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cliForm } from "./forms/cli-form.ts";
import { credentials, type Form } from "./forms/form.ts";
import { functionForm } from "./forms/function-form.ts";
import { serverForm } from "./forms/server-form.ts";
import { startWorkerd } from "./forms/workerd.ts";
import { decidedCalls, documentedCalls } from "./rejected-exchanges.ts";
import { tokenOf } from "./token-of.ts";

const forms = [
  ["a function", functionForm],
  ["a Node server", serverForm],
  ["a command", cliForm],
  ["a Worker", startWorkerd],
] as const;

describe.each(forms)("the sandbox as %s", (_, open) => {
  let form: Form;
  beforeAll(async () => {
    form = await open();
  });
  afterAll(() => form.close());

  function exchange(body: string | Uint8Array<ArrayBuffer>, contentType: string | null): Promise<Response> {
    const headers = contentType === null ? {} : { "Content-Type": contentType };
    return form.fetch(`${form.url}/business/auth`, { method: "POST", headers, body });
  }

  function call(path: string, authorization?: string, method = "GET"): Promise<Response> {
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    return form.fetch(`${form.url}${path}`, { method, headers });
  }

  async function freshToken(): Promise<string> {
    return tokenOf(await exchange(JSON.stringify(credentials), "application/json"));
  }

  test.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
  ])("exchanges the right key and secret, sent as %s, for a JWT of 3600 seconds", async (contentType) => {
    const answer = await exchange(JSON.stringify({ ...credentials, more: true }), contentType);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("wakapay-sandbox")).toBeNull();
    expect(await answer.json()).toEqual({
      accessToken: expect.stringMatching(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.[\w-]+\.[\w-]{43}$/),
      expiresIn: 3600,
    });
  });

  test.each([...documentedCalls, ...decidedCalls])(
    "refuses an exchange $name",
    async ({ contentType, body, status, error }) => {
      const answer = await exchange(body, contentType);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(await answer.json()).toEqual({ code: 0, error });
    },
  );

  test.each(["GET", "PUT", "DELETE", "OPTIONS"])(
    "says to %s /business/auth that POST is the method",
    async (method) => {
      const answer = await call("/business/auth", undefined, method);
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe("POST");
      expect(await answer.json()).toEqual({ code: 0, error: "method not allowed: use POST" });
    },
  );

  test("answers the balance to a token that it issued, and says that the body is invented", async () => {
    const answer = await call("/business/balance?currency=USD", `Bearer ${await freshToken()}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("wakapay-sandbox")).toBe("invented");
    expect(await answer.json()).toMatchObject({ currency: "USD", note: expect.stringContaining("Invented") });
  });

  test.each([
    "/business/balance?currency=USD",
    "/business/anything",
    "/business/sandbox-echo",
    "/business/auth/",
    "/business/%61uth",
  ])("wants a bearer token for %s", async (path) => {
    const answer = await call(path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(await answer.json()).toEqual({ code: 0, error: expect.stringContaining("Authorization: Bearer") });
  });

  test.each(["/", "/business", "/health", "/_sandbox", "/Business/Auth"])(
    "knows no route %s",
    async (path) => {
      const answer = await call(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ code: 0, error: expect.stringContaining("unknown route") });
    },
  );

  test("knows no other route under /business/ for those with a token either", async () => {
    const answer = await call("/business/%61uth", `Bearer ${await freshToken()}`, "POST");
    expect(answer.status).toBe(404);
  });
});
