import { createTokenManager } from "@wakapay/auth-core";
import { expect, test } from "vitest";
import { createConsumerPact } from "../../src/consumer/create-consumer-pact.ts";
import { CREDENTIALS_VALID } from "../../src/pact/provider.ts";
import {
  CREDENTIALS,
  EXAMPLE_TOKEN,
  error,
  INJECTED_CREDENTIALS,
  token,
  withJson,
} from "../documented-api.ts";

const pact = createConsumerPact("auth-core");

test("getToken returns the token that the API issues", () =>
  pact
    .addInteraction()
    .given(CREDENTIALS_VALID)
    .uponReceiving("a token request with valid credentials")
    .withRequest("POST", "/business/auth", withJson(INJECTED_CREDENTIALS))
    .willRespondWith(200, token)
    .executeTest(async ({ url }) => {
      const manager = createManager(url, CREDENTIALS.apiKey);
      expect(await manager.getToken()).toBe(EXAMPLE_TOKEN);
      const { issuedAt, expiresAt } = await manager.source();
      expect(expiresAt - issuedAt).toBe(3_600_000);
    }));

test("getToken rejects with credentials_rejected if the API key is unknown", () =>
  pact
    .addInteraction()
    .uponReceiving("a token request with an unknown API key")
    .withRequest("POST", "/business/auth", withJson({ ...CREDENTIALS, apiKey: "an_unknown_key" }))
    .willRespondWith(401, error("invalid credentials"))
    .executeTest(async ({ url }) => {
      const manager = createManager(url, "an_unknown_key");
      await expect(manager.getToken()).rejects.toMatchObject({ code: "credentials_rejected" });
    }));

function createManager(baseUrl: string, apiKey: string) {
  return createTokenManager({
    baseUrl,
    apiKey,
    apiSecret: CREDENTIALS.apiSecret,
    allowInsecureLoopback: true,
  });
}
