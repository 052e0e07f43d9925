import { describe, expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { type ServeOptions, serve } from "../../src/serve.ts";
import { credentials } from "../forms/form.ts";
import { rawRequest } from "../raw-request.ts";
import { startSandbox as start } from "../start-sandbox.ts";

const controlToken = "control-token-of-the-tests-0123456789";
const authorized = { Authorization: `Bearer ${controlToken}` };

const stateOf = (url: string, headers: Record<string, string>, method = "GET") =>
  rawRequest(`${url}/_sandbox/${method === "GET" ? "state" : "reset"}`, headers, method);

describe("without a control token", () => {
  test.each([
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "localhost.",
    "127.0.0.1@evil.example",
    "evil.example@127.0.0.1",
    "[::2]",
  ])("denies access for the Host %s, as a rebound DNS name sends it", async (host) => {
    const { url } = await start();
    expect(await stateOf(url, { Host: host })).toMatchObject({
      status: expect.toSatisfy((status: number) => status === 403 || status === 400),
      body: expect.not.stringContaining("tokens"),
    });
  });

  test.each(["localhost", "LOCALHOST:4010", "127.0.0.1", "127.8.9.10:1", "[::1]:80"])(
    "allows access for the Host %s",
    async (host) => {
      expect((await stateOf((await start()).url, { Host: host })).status).toBe(200);
    },
  );

  test.each(["http://evil.example", "http://localhost:3000", "https://localhost", "null", ""])(
    "denies access to web pages of %s",
    async (origin) => {
      const headers = { Host: "localhost:4010", Origin: origin };
      expect(await stateOf((await start()).url, headers, "POST")).toMatchObject({
        status: 403,
        body: expect.stringContaining("web pages"),
      });
    },
  );

  test("allows access to its own web pages", async () => {
    const headers = { Host: "LOCALHOST:4010", Origin: "http://localhost:4010" };
    expect((await stateOf((await start()).url, headers, "POST")).status).toBe(200);
  });

  test("denies access if either the URL or the Host header is not loopback", async () => {
    const served = createSandbox({ credentials: [credentials], control: true });
    const headers = { Host: "evil.example" };
    expect((await served.fetch("http://127.0.0.1/_sandbox/journal", { headers })).status).toBe(403);
    expect((await served.fetch("http://127.0.0.1/_sandbox/journal")).status).toBe(200);
    expect((await served.fetch("https://api.test.wakapay.io/_sandbox/journal")).status).toBe(403);
  });

  test("has no control API in createSandbox by default", async () => {
    const plain = createSandbox({ credentials: [credentials] });
    const response = await plain.fetch("http://127.0.0.1/_sandbox/reset", { method: "POST" });
    expect(response.status).toBe(404);
    expect(plain.journal()).toMatchObject([{ path: "/_sandbox/reset", outcome: "unknown route" }]);
  });
});

describe("with a control token", () => {
  async function startInContainer(): Promise<string> {
    const { url } = await start({ host: "0.0.0.0", controlToken });
    return url.replace("0.0.0.0", "127.0.0.1");
  }

  test.each(["sandbox:4010", "10.0.0.1", "localhost"])("allows access for the Host %s", async (host) => {
    const url = await startInContainer();
    expect((await stateOf(url, { Host: host, ...authorized })).status).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ["no token", {}],
    ["another token", { Authorization: `Bearer ${controlToken}0` }],
    ["the start of the token", { Authorization: `Bearer ${controlToken.slice(0, -1)}` }],
    ["another scheme", { Authorization: `Basic ${controlToken}` }],
    ["only the token", { Authorization: controlToken }],
    ["another header", { "X-Control-Token": controlToken }],
    ["a cookie", { Cookie: `token=${controlToken}` }],
  ])("denies access for %s, even on loopback", async (_, headers) => {
    const url = await startInContainer();
    for (const host of ["sandbox:4010", "127.0.0.1:4010"]) {
      const response = await stateOf(url, { Host: host, ...headers });
      expect(response).toMatchObject({
        status: 401,
        body: expect.stringContaining("control token required"),
      });
    }
    expect((await rawRequest(`${url}/_sandbox/state?token=${controlToken}`, {})).status).toBe(401);
  });

  test("denies access to web pages of other hosts, even with the token", async () => {
    const url = await startInContainer();
    const headers = { Host: "sandbox:4010", ...authorized };
    const foreign = await stateOf(url, { ...headers, Origin: "http://evil.example" }, "POST");
    const own = await stateOf(url, { ...headers, Origin: "http://sandbox:4010" }, "POST");
    expect([foreign.status, own.status]).toEqual([403, 200]);
  });

  test("allows access to its own web pages behind a proxy that speaks https", async () => {
    const url = await startInContainer();
    const headers = { Host: "sandbox.example", ...authorized };
    const own = await stateOf(url, { ...headers, Origin: "https://sandbox.example" }, "POST");
    const foreign = await stateOf(url, { ...headers, Origin: "https://sandbox.example:8443" }, "POST");
    expect([own.status, foreign.status]).toEqual([200, 403]);
  });

  test("does not protect the API itself, and hides the token in the journal", async () => {
    const url = await startInContainer();
    const { status } = await rawRequest(`${url}/business/${controlToken}`, {
      "User-Agent": `curl ${controlToken}`,
      ...authorized,
    });
    expect(status).toBe(401);
    const journal = await rawRequest(`${url}/_sandbox/journal`, authorized);
    expect(journal.body).toContain("[redacted]");
    expect(journal.body).not.toContain(controlToken);
  });

  test("turns the control API on in createSandbox", async () => {
    const sandbox = createSandbox({ credentials: [credentials], controlToken });
    const send = (headers: Record<string, string>) =>
      sandbox.fetch("https://api.test.wakapay.io/_sandbox/state", { headers });
    expect([(await send({})).status, (await send(authorized)).status]).toEqual([401, 200]);
  });

  test.each([
    ["must be a string (got a number)", 7],
    ["must have at least 32 characters: letters, digits, and -._~+/", "a".repeat(31)],
    ["must have at least 32 characters", `${"a".repeat(32)} b`],
    ["must have at least 32 characters", ""],
  ])("rejects a token that %s", async (message, token) => {
    const options: ServeOptions = JSON.parse(
      JSON.stringify({ credentials: [credentials], controlToken: token }),
    );
    await expect(serve(options)).rejects.toThrow(`\`controlToken\` ${message}`);
    await expect(serve(options)).rejects.not.toThrow("a".repeat(31));
  });
});
