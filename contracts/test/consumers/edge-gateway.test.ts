import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { serveGateway } from "@wakapay/edge-gateway/testing";
import { expect, test } from "vitest";
import { consumerPact } from "../../src/consumer-pact.ts";
import { WRITTEN } from "../../src/directories.ts";
import { TOKEN_EXPIRED, TOKEN_LIVE, TOKEN_REVOKED } from "../../src/states.ts";
import { documentedExchange } from "../documented-exchange.ts";
import { CREDENTIALS, documentedBalance } from "../documented-requests.ts";

// The gateway as it is deployed, on a workerd of its own, between a caller and the mock.
const pact = consumerPact("edge-gateway", WRITTEN);

test("a caller's balance is asked for with the gateway's token", () => {
  const accepted = {
    description: "a balance with a live token",
    given: TOKEN_LIVE,
    request: documentedBalance,
    response: { status: 200 },
  };
  return pact([documentedExchange, accepted], async (baseUrl) => {
    expect((await balanceThrough(baseUrl)).status).toBe(200);
  });
});

test("a token that has expired is refused, and the caller learns that its request was not applied", () => {
  const refused = {
    description: "a balance with an expired token",
    given: TOKEN_EXPIRED,
    request: documentedBalance,
    response: { status: 401 },
  };
  return pact([documentedExchange, refused], async (baseUrl) => {
    const answer = await balanceThrough(baseUrl);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ outcome: "not_applied" });
  });
});

test("a token that was revoked is refused, and an exchange renews it", () => {
  const refused = {
    description: "a balance with a revoked token",
    given: TOKEN_REVOKED,
    request: documentedBalance,
    response: { status: 401 },
  };
  const renewed = {
    ...documentedExchange,
    description: "an exchange after a token was revoked",
    given: TOKEN_REVOKED,
  };
  return pact([renewed, refused], async (baseUrl) => {
    // The mock knows one token, so that the renewal gives the refused one again and the 401 stays.
    const answer = await balanceThrough(baseUrl);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ outcome: "not_applied" });
  });
});

async function balanceThrough(baseUrl: string): Promise<Response> {
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
    const answer = await fetch(`${gateway.url}/business/balance?currency=USD`, { headers });
    // Read whole before the gateway ends.
    return new Response(await answer.text(), answer);
  } finally {
    await gateway.close();
  }
}
