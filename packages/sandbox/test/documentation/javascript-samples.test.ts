import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ServedSandbox, serve } from "../../src/serve.ts";
import { sample } from "./sample.ts";

/** Imports code as a module. */
function importCode(code: string) {
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
}

describe("the documentation's JavaScript with only the host changed", () => {
  let sandbox: ServedSandbox;
  beforeEach(async () => {
    sandbox = await serve({ credentials: [{ apiKey: "your_api_key", apiSecret: "your_api_secret" }] });
  });
  afterEach(() => sandbox.close());

  /** Combines "Cache tokens" and "Handle token expiration" into one program. */
  function importClient(apiSecret = "your_api_secret") {
    return importCode(`
      ${sample("Cache tokens", sandbox.url)}
      const tokenManager = new TokenManager("your_api_key", "${apiSecret}");
      ${sample("Handle token expiration", sandbox.url)}
      export { tokenManager, makeAuthenticatedRequest };
    `);
  }

  test("prints the issued token in the first sample", async () => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    await importCode(sample("Authenticate with JavaScript", sandbox.url));
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
    log.mockRestore();
    expect(sandbox.exchanges()).toBe(1);
  });

  test("reuses the token of TokenManager", async () => {
    const { tokenManager } = await importClient();
    expect(await tokenManager.getToken()).toBe(await tokenManager.getToken());
    expect(sandbox.exchanges()).toBe(1);
  });

  test("requests a token for each call if its lifetime is within the buffer", async () => {
    sandbox.configure({ lifetimeSeconds: 60 });
    const { tokenManager } = await importClient();
    expect(await tokenManager.getToken()).not.toBe(await tokenManager.getToken());
    expect(sandbox.exchanges()).toBe(2);
  });

  test("throws the sandbox's error for wrong credentials", async () => {
    const { tokenManager } = await importClient("another");
    await expect(tokenManager.getToken()).rejects.toThrow("invalid credentials");
  });

  test.each([false, true])(
    "recovers from a revoked token (singleLiveToken: %s)",
    async (singleLiveToken) => {
      sandbox.configure({ singleLiveToken });
      const { makeAuthenticatedRequest } = await importClient();
      const url = `${sandbox.url}/business/balance?currency=USD`;
      expect((await makeAuthenticatedRequest(url, {})).status).toBe(200);
      expect(sandbox.revoke()).toBe(1);
      expect((await makeAuthenticatedRequest(url, {})).status).toBe(200);

      const calls = sandbox.journal().map(({ outcome }) => outcome);
      expect(calls).toEqual(["token issued", "authorized", "revoked token", "token issued", "authorized"]);
      const [first, , rejected, second, repeated] = sandbox.journal().map(({ tokenId }) => tokenId);
      expect([rejected, repeated]).toEqual([first, second]);
      expect(second).not.toBe(first);
    },
  );
});
