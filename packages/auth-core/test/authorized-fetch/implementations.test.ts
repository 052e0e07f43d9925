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

  it("rejects a value that is not a function", () => {
    expect(() => Reflect.apply(managerOver, undefined, ["undici"])).toThrow(
      "`fetch` must be a function (got string).",
    );
  });
});

it("rejects a Request of another implementation instead of sending it to a wrong path", async () => {
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
