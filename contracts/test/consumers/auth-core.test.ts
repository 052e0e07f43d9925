import { createTokenManager, isTokenError } from "@wakapay/auth-core";
import { expect, test } from "vitest";
import { builtPact } from "../../src/built-pact.ts";
import { WRITTEN } from "../../src/directories.ts";
import { EXAMPLE_TOKEN, invalidCredentials } from "../documented-answers.ts";
import { documentedExchange } from "../documented-exchange.ts";
import { CREDENTIALS, exchangeRequest } from "../documented-requests.ts";

const pact = builtPact("auth-core", WRITTEN);

test("getToken gives the token that a key and its secret are exchanged for", () => {
  return pact(documentedExchange, async (baseUrl) => {
    const manager = managerOf(baseUrl, CREDENTIALS.apiKey);
    expect(await manager.getToken()).toBe(EXAMPLE_TOKEN);
    const { issuedAt, expiresAt } = await manager.source();
    expect(expiresAt - issuedAt).toBe(3_600_000);
  });
});

test("getToken rejects with credentials_rejected for a key that nobody has", () => {
  const json = { ...CREDENTIALS, apiKey: "an_unknown_key" };
  const exchange = {
    description: "an exchange with a key that nobody has",
    request: exchangeRequest({ "Content-Type": "application/json" }, { json }),
    response: invalidCredentials,
  };
  return pact(exchange, async (baseUrl) => {
    const error = await managerOf(baseUrl, "an_unknown_key")
      .getToken()
      .catch((reason: unknown) => reason);
    expect(isTokenError(error) && error.code).toBe("credentials_rejected");
  });
});

function managerOf(baseUrl: string, apiKey: string) {
  return createTokenManager({
    baseUrl,
    apiKey,
    apiSecret: CREDENTIALS.apiSecret,
    allowInsecureLoopback: true,
  });
}
