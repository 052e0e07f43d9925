import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { serveGateway } from "@wakapay/edge-gateway-worker/testing";
import { expect, test } from "vitest";
import { createConsumerPact } from "../../src/consumer/create-consumer-pact.ts";
import { CREDENTIALS_VALID, TOKEN_EXPIRED, TOKEN_REVOKED, TOKEN_VALID } from "../../src/pact/provider.ts";
import { CREDENTIALS, INJECTED_CREDENTIALS, token, withBearer, withJson } from "../documented-api.ts";

// The built gateway runs in workerd, between a caller and Pact's mock of the API. It makes two
// requests in each test, so the mock has two interactions.
const pact = createConsumerPact("edge-gateway");

test("forwards a caller's request with the gateway's token", () => {
  addTokenRequest(CREDENTIALS_VALID, "a token request with valid credentials");
  return pact
    .addInteraction()
    .given(TOKEN_VALID)
    .uponReceiving("a balance request with a valid token")
    .withRequest("GET", "/business/balance", withBearer)
    .willRespondWith(200)
    .executeTest(async ({ url }) => {
      expect((await getBalance(url)).status).toBe(200);
    });
});

test("tells the caller that a request with an expired token was not applied", () => {
  addTokenRequest(CREDENTIALS_VALID, "a token request with valid credentials");
  return pact
    .addInteraction()
    .given(TOKEN_EXPIRED)
    .uponReceiving("a balance request with an expired token")
    .withRequest("GET", "/business/balance", withBearer)
    .willRespondWith(401)
    .executeTest(async ({ url }) => {
      const response = await getBalance(url);
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ outcome: "not_applied" });
    });
});

test("requests a new token after a token was revoked", () => {
  addTokenRequest(TOKEN_REVOKED, "a token request after a token was revoked");
  return pact
    .addInteraction()
    .given(TOKEN_REVOKED)
    .uponReceiving("a balance request with a revoked token")
    .withRequest("GET", "/business/balance", withBearer)
    .willRespondWith(401)
    .executeTest(async ({ url }) => {
      // The mock always issues the same token, so the renewed token is rejected too.
      const response = await getBalance(url);
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ outcome: "not_applied" });
    });
});

function addTokenRequest(state: string, description: string): void {
  pact
    .addInteraction()
    .given(state)
    .uponReceiving(description)
    .withRequest("POST", "/business/auth", withJson(INJECTED_CREDENTIALS))
    .willRespondWith(200, token);
}

async function getBalance(baseUrl: string): Promise<Response> {
  const { key, hash } = await mintGatewayKey("consumer");
  const routes = [{ methods: ["GET"], path: "/business/balance" }];
  const gateway = await serveGateway({
    variables: {
      GATEWAY_ENVIRONMENT: "local",
      WAKAPAY_BASE_URL: baseUrl,
      WAKAPAY_API_KEY: CREDENTIALS.apiKey,
      WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
      GATEWAY_POLICY: JSON.stringify({ callers: { consumer: { keys: [hash], routes } } }),
    },
  });
  try {
    const headers = { Authorization: `Bearer ${key}` };
    const response = await fetch(`${gateway.url}/business/balance?currency=USD`, { headers });
    // Reads the whole body before the gateway stops.
    return new Response(await response.text(), response);
  } finally {
    await gateway.close();
  }
}
