import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createTokenManager, type FetchImplementation } from "@wakapay/auth-core";
import { createSandbox } from "@wakapay/sandbox";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import * as undici from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stubbed } from "./fetch-stub.ts";

const BALANCE = "/business/balance?currency=USD";
const ECHO = "/business/sandbox-echo";
const credentials = { apiKey: "key-of-an-implementation", apiSecret: "secret-of-an-implementation" };

describe("the option fetch", () => {
  let sandbox: ServedSandbox;
  beforeAll(async () => {
    sandbox = await serve({ credentials: [credentials] });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  function managerOver(fetch: FetchImplementation) {
    return createTokenManager({ baseUrl: sandbox.url, ...credentials, allowInsecureLoopback: true, fetch });
  }

  it("accepts undici's fetch", async () => {
    const { fetch } = managerOver(undici.fetch);
    expect((await fetch(BALANCE)).status).toBe(200);
    sandbox.revoke();
    expect((await fetch(BALANCE)).status).toBe(200);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("resends the FormData of undici with undici's fetch", async () => {
    const { fetch, getToken } = managerOver(undici.fetch);
    const form = new undici.FormData();
    form.set("amount", "1000");
    await getToken();
    sandbox.revoke();
    const response = await Reflect.apply(fetch, undefined, [ECHO, { method: "POST", body: form }]);
    expect(await response.json()).toMatchObject({
      contentType: expect.stringMatching(/^multipart\/form-data/),
    });
    expect(sandbox.exchanges()).toBe(2);
  });

  it("accepts a fetch whose response bodies are Node.js streams, as node-fetch's are", async () => {
    const { fetch } = managerOver(async (input: string, init?: RequestInit) => {
      const response = await globalThis.fetch(input, init);
      const body = Readable.from([Buffer.from(await response.arrayBuffer())]);
      const { status, ok, headers } = response;
      return { status, ok, headers, body, text: () => text(body), clone: () => response };
    });
    expect((await fetch(BALANCE)).status).toBe(200);
    sandbox.revoke();
    const response = await fetch(BALANCE);
    expect([response.status, JSON.parse(await response.text()).currency]).toEqual([200, "USD"]);
  });

  it("accepts a mock whose responses have only a status, headers, and text", async () => {
    const token = JSON.stringify({ accessToken: "mocked-token", expiresIn: 3600 });
    const mock = async () => ({ status: 200, headers: new Headers(), text: async () => token });
    expect(await managerOver(mock).getToken()).toBe("mocked-token");
  });

  it.each([
    ["no response", undefined],
    ["no headers", { status: 200, text: async () => "{}" }],
    ["no body", { status: 200, headers: new Headers() }],
  ])("says what is missing if a mock returns %s", async (_, response) => {
    await expect(managerOver(async () => response).getToken()).rejects.toMatchObject({
      code: "invalid_options",
      message: expect.stringMatching(/^`fetch` must return a `Response`/),
    });
  });

  it("rejects a value that is not a function", () => {
    expect(() => Reflect.apply(managerOver, undefined, ["undici"])).toThrow(
      "`fetch` must be a function (got string).",
    );
  });
});

it("rejects a Request of another implementation, which would get a wrong path", async () => {
  const { sent, call } = stubbed();
  const request = new undici.Request("https://api.example/v1/x");
  await expect(Reflect.apply(call, undefined, [request])).rejects.toThrow(/must be a path, a URL, or/);
  expect(sent).toEqual([]);
});

it("uses the global fetch of each call, so a later replacement takes effect", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const wakapay = createTokenManager({ baseUrl: "https://sandbox.test", ...credentials });
  const { fetch } = globalThis;
  globalThis.fetch = sandbox.fetch;
  try {
    expect((await wakapay.fetch(BALANCE)).status).toBe(200);
  } finally {
    globalThis.fetch = fetch;
  }
});
