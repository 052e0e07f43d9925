import { MatchersV3 } from "@pact-foundation/pact";
import { expect, onTestFinished, test, vi } from "vitest";
import { addBodyWithoutType } from "../../src/consumer/add-body-without-type.ts";
import { createConsumerPact } from "../../src/consumer/create-consumer-pact.ts";
import { withExactBody } from "../../src/consumer/with-exact-body.ts";
import { CREDENTIALS_VALID } from "../../src/pact/provider.ts";
import {
  CREDENTIALS,
  EXAMPLE_TOKEN,
  error,
  INJECTED_CREDENTIALS,
  token,
  withJson,
} from "../documented-api.ts";

// The documentation's samples as a plain HTTP client: what they send and what they read.
const pact = createConsumerPact("wakapay-documentation");
const { apiKey, apiSecret } = CREDENTIALS;
const json = JSON.stringify(CREDENTIALS);

test("exchanges an API key and its secret for a token that is valid for one hour", () =>
  pact
    .addInteraction()
    .given(CREDENTIALS_VALID)
    .uponReceiving("a token request with valid credentials")
    .withRequest("POST", "/business/auth", withJson(INJECTED_CREDENTIALS))
    .willRespondWith(200, token)
    .executeTest(async ({ url }) => {
      const response = await authenticate(url, json);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ accessToken: EXAMPLE_TOKEN, expiresIn: 3600 });
    }));

test.each([
  { what: "without an API key", body: { apiSecret } },
  { what: "without an API secret", body: { apiKey } },
  { what: "without credentials", body: {} },
  { what: "with an empty API key", body: { apiKey: "", apiSecret } },
  { what: "with an empty API secret", body: { apiKey, apiSecret: "" } },
])("rejects a token request $what", ({ what, body }) =>
  pact
    .addInteraction()
    .uponReceiving(`a token request ${what}`)
    .withRequest("POST", "/business/auth", withJson(body))
    .willRespondWith(400, error("apiKey and apiSecret required"))
    .executeTest(async ({ url }) => {
      const response = await authenticate(url, JSON.stringify(body));
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ code: 0, error: "apiKey and apiSecret required" });
    }),
);

test("rejects a token request with truncated JSON", () => {
  const truncated = '{ "apiKey": "your_api_key", "apiSecret": ';
  // Pact's default matching engine parses every JSON body, even if a rule covers the whole body.
  vi.stubEnv("PACT_MATCHING_ENGINE", "V2");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return pact
    .addInteraction()
    .uponReceiving("a token request with truncated JSON")
    .withRequest("POST", "/business/auth", withExactBody("application/json", truncated))
    .willRespondWith(400, error("invalid payload"))
    .executeTest((mock) => expectInvalidPayload(mock.url, truncated, "application/json"));
});

test("rejects a token request with JSON as text/plain", () =>
  pact
    .addInteraction()
    .uponReceiving("a token request with JSON as text/plain")
    .withRequest("POST", "/business/auth", withExactBody("text/plain", json))
    .willRespondWith(400, error("invalid payload"))
    .executeTest((mock) => expectInvalidPayload(mock.url, json, "text/plain")));

test("rejects a token request with a form", () => {
  const type = "application/x-www-form-urlencoded";
  const form = new URLSearchParams(CREDENTIALS).toString();
  return pact
    .addInteraction()
    .uponReceiving("a token request with a form")
    .withRequest("POST", "/business/auth", (request) => {
      const fields = Object.entries(CREDENTIALS).map(([name, value]) => ({
        path: `$.${name}`,
        rules: [MatchersV3.equal(value)],
      }));
      request.headers({ "Content-Type": type }).body(type, Buffer.from(form)).matchingRules({ body: fields });
    })
    .willRespondWith(400, error("invalid payload"))
    .executeTest((mock) => expectInvalidPayload(mock.url, form, type));
});

test("rejects a token request with JSON and no Content-Type", async () => {
  const description = "a token request with JSON and no Content-Type";
  await pact
    .addInteraction()
    .uponReceiving(description)
    .withRequest("POST", "/business/auth")
    .willRespondWith(400, error("invalid payload"))
    .executeTest((mock) => expectInvalidPayload(mock.url, json, undefined));
  addBodyWithoutType("wakapay-documentation", description, CREDENTIALS);
});

test("rejects an unknown API key", () =>
  pact
    .addInteraction()
    .uponReceiving("a token request with an unknown API key")
    .withRequest("POST", "/business/auth", withJson({ apiKey: "an_unknown_key", apiSecret }))
    .willRespondWith(401, error("invalid credentials"))
    .executeTest((mock) => expectInvalidCredentials(mock.url, { apiKey: "an_unknown_key", apiSecret })));

test("rejects the wrong API secret", () =>
  pact
    .addInteraction()
    .given(CREDENTIALS_VALID)
    .uponReceiving("a token request with the wrong API secret")
    .withRequest("POST", "/business/auth", withJson({ ...INJECTED_CREDENTIALS, apiSecret: "another_secret" }))
    .willRespondWith(401, error("invalid credentials"))
    .executeTest((mock) => expectInvalidCredentials(mock.url, { apiKey, apiSecret: "another_secret" })));

async function expectInvalidPayload(url: string, body: string, type: string | undefined): Promise<void> {
  // `fetch` adds a type to a string but not to bytes.
  const response = await authenticate(
    url,
    Buffer.from(body),
    type === undefined ? {} : { "Content-Type": type },
  );
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ code: 0, error: "invalid payload" });
}

async function expectInvalidCredentials(url: string, body: object): Promise<void> {
  const response = await authenticate(url, JSON.stringify(body));
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ code: 0, error: "invalid credentials" });
}

function authenticate(
  baseUrl: string,
  body: string | Buffer,
  headers: Record<string, string> = { "Content-Type": "application/json" },
): Promise<Response> {
  return fetch(`${baseUrl}/business/auth`, { method: "POST", headers, body });
}
