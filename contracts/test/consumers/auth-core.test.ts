import { createTokenManager, isTokenError } from "@wakapay/auth-core";
import { expect, test } from "vitest";
import { consumerPact } from "../../src/consumer-pact.ts";
import { WRITTEN } from "../../src/directories.ts";
import { injected } from "../../src/injected.ts";
import { CREDENTIALS_KNOWN } from "../../src/states.ts";
import { EXAMPLE_TOKEN, invalidCredentials, tokenAnswer } from "../documented-answers.ts";

const pact = consumerPact("auth-core", WRITTEN);

const asJson = { "Content-Type": "application/json" };

test("getToken gives the token that a key and its secret are exchanged for", () => {
  const apiKey = injected("apiKey", "your_api_key");
  const apiSecret = injected("apiSecret", "your_api_secret");
  const exchange = {
    description: "an exchange of a key and its secret",
    given: CREDENTIALS_KNOWN,
    request: {
      method: "POST",
      path: "/business/auth",
      headers: asJson,
      body: { json: { apiKey, apiSecret } },
    },
    response: tokenAnswer,
  } as const;
  return pact([exchange], async (baseUrl) => {
    const manager = managerOf(baseUrl, "your_api_key");
    expect(await manager.getToken()).toBe(EXAMPLE_TOKEN);
    const { issuedAt, expiresAt } = await manager.source();
    expect(expiresAt - issuedAt).toBe(3_600_000);
  });
});

test("getToken rejects with credentials_rejected for a key that nobody has", () => {
  const json = { apiKey: "an_unknown_key", apiSecret: "your_api_secret" };
  const exchange = {
    description: "an exchange with a key that nobody has",
    request: { method: "POST", path: "/business/auth", headers: asJson, body: { json } },
    response: invalidCredentials,
  } as const;
  return pact([exchange], async (baseUrl) => {
    const error = await managerOf(baseUrl, "an_unknown_key")
      .getToken()
      .catch((reason: unknown) => reason);
    expect(isTokenError(error) && error.code).toBe("credentials_rejected");
  });
});

function managerOf(baseUrl: string, apiKey: string) {
  return createTokenManager({ baseUrl, apiKey, apiSecret: "your_api_secret", allowInsecureLoopback: true });
}
