import { createTokenManager } from "@wakapay/auth-core";
import { createSandbox } from "@wakapay/sandbox";
import { expect, test } from "vitest";

test("recovers from a revoked token", async () => {
  const credentials = { apiKey: "any-key", apiSecret: "any-secret" };
  const sandbox = createSandbox({ credentials: [credentials] });
  const wakapay = createTokenManager({
    baseUrl: "https://sandbox.test",
    ...credentials,
    fetch: sandbox.fetch,
  });
  await wakapay.getToken();
  sandbox.revoke();
  const response = await wakapay.fetch("/business/balance?currency=USD");
  expect(response.status).toBe(200);
  expect(sandbox.exchanges()).toBe(2);
});
