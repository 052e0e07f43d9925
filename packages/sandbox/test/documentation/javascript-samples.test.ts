import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { sample } from "./sample.ts";

/** Imports code as a module: a client that we did not write. */
function imported(code: string) {
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
}

describe("the documentation's JavaScript, with only the host changed", () => {
  let sandbox: ServedSandbox;
  beforeEach(async () => {
    sandbox = await serve({ credentials: [{ apiKey: "your_api_key", apiSecret: "your_api_secret" }] });
  });
  afterEach(() => sandbox.close());

  /** «Cache tokens» and «Handle token expiration» as one program. */
  function client(apiSecret = "your_api_secret") {
    return imported(`
      ${sample("Cache tokens", sandbox.url)}
      const tokenManager = new TokenManager("your_api_key", "${apiSecret}");
      ${sample("Handle token expiration", sandbox.url)}
      export { tokenManager, makeAuthenticatedRequest };
    `);
  }

  test("the first sample prints the token that was issued", async () => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    await imported(sample("Authenticate with JavaScript", sandbox.url));
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
    log.mockRestore();
    expect(sandbox.exchanges()).toBe(1);
  });

  test("TokenManager reuses its token", async () => {
    const { tokenManager } = await client();
    expect(await tokenManager.getToken()).toBe(await tokenManager.getToken());
    expect(sandbox.exchanges()).toBe(1);
  });

  test("TokenManager asks for each call when the token lives no longer than its buffer", async () => {
    sandbox.configure({ lifetimeSeconds: 60 });
    const { tokenManager } = await client();
    expect(await tokenManager.getToken()).not.toBe(await tokenManager.getToken());
    expect(sandbox.exchanges()).toBe(2);
  });

  test("TokenManager throws what the sandbox says of wrong credentials", async () => {
    const { tokenManager } = await client("another");
    await expect(tokenManager.getToken()).rejects.toThrow("invalid credentials");
  });

  test.each([false, true])(
    "makeAuthenticatedRequest recovers from a revoked token (singleLiveToken: %s)",
    async (singleLiveToken) => {
      sandbox.configure({ singleLiveToken });
      const { makeAuthenticatedRequest } = await client();
      const url = `${sandbox.url}/business/balance?currency=USD`;
      expect((await makeAuthenticatedRequest(url, {})).status).toBe(200);
      expect(sandbox.revoke()).toBe(1);
      expect((await makeAuthenticatedRequest(url, {})).status).toBe(200);

      const calls = sandbox.journal().map(({ outcome }) => outcome);
      expect(calls).toEqual(["token issued", "authorized", "revoked token", "token issued", "authorized"]);
      const [first, , refused, second, repeated] = sandbox.journal().map(({ tokenId }) => tokenId);
      expect([refused, repeated]).toEqual([first, second]);
      expect(second).not.toBe(first);
    },
  );
});
