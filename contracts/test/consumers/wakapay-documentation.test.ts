import { expect, test } from "vitest";
import { consumerPact } from "../../src/consumer-pact.ts";
import { WRITTEN } from "../../src/directories.ts";
import { CREDENTIALS_KNOWN } from "../../src/states.ts";
import {
  EXAMPLE_TOKEN,
  incompleteCredentials,
  invalidCredentials,
  invalidPayload,
} from "../documented-answers.ts";
import { documentedExchange } from "../documented-exchange.ts";
import { CREDENTIALS, exchangeRequest, INJECTED_CREDENTIALS } from "../documented-requests.ts";

// The documentation's samples as a raw HTTP client: the bytes they send, and what they read of the answer.
const pact = consumerPact("wakapay-documentation", WRITTEN);

const key = { apiKey: CREDENTIALS.apiKey };
const secret = { apiSecret: CREDENTIALS.apiSecret };
const asJson = { "Content-Type": "application/json" };

function authenticate(
  baseUrl: string,
  headers: Record<string, string>,
  body: string | Buffer,
): Promise<Response> {
  return fetch(`${baseUrl}/business/auth`, { method: "POST", headers, body });
}

test("a key and a secret are exchanged for a token of an hour", () => {
  return pact([documentedExchange], async (baseUrl) => {
    const response = await authenticate(baseUrl, asJson, JSON.stringify(CREDENTIALS));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ accessToken: EXAMPLE_TOKEN, expiresIn: 3600 });
  });
});

test.each([
  { what: "without a key", json: { ...secret } },
  { what: "without a secret", json: { ...key } },
  { what: "without a key and a secret", json: {} },
  { what: "with an empty key", json: { apiKey: "", ...secret } },
  { what: "with an empty secret", json: { ...key, apiSecret: "" } },
])("an exchange $what is told that both are required", ({ what, json }) => {
  const interaction = {
    description: `an exchange ${what}`,
    request: exchangeRequest(asJson, { json }),
    response: incompleteCredentials,
  };
  return pact([interaction], async (baseUrl) => {
    const response = await authenticate(baseUrl, asJson, JSON.stringify(json));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 0, error: "apiKey and apiSecret required" });
  });
});

const json = JSON.stringify(CREDENTIALS);
const form = new URLSearchParams(CREDENTIALS).toString();
const malformedJson = '{ "apiKey": "your_api_key", "apiSecret": ';

test.each([
  { what: "whose JSON ends in the middle", headers: asJson, body: { malformedJson }, sent: malformedJson },
  { what: "whose JSON is labelled as text", headers: typed("text/plain"), body: { text: json }, sent: json },
  {
    what: "as a form",
    headers: typed("application/x-www-form-urlencoded"),
    body: { text: form },
    sent: form,
  },
  {
    what: "whose JSON has no Content-Type",
    headers: {},
    body: { untypedJson: CREDENTIALS },
    sent: Buffer.from(json),
  },
])("an exchange $what is told that its payload is invalid", ({ what, headers, body, sent }) => {
  const interaction = {
    description: `an exchange ${what}`,
    request: exchangeRequest(headers, body),
    response: invalidPayload,
  };
  return pact([interaction], async (baseUrl) => {
    const response = await authenticate(baseUrl, headers, sent);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 0, error: "invalid payload" });
  });
});

test.each([
  { what: "with a key that nobody has", sent: { apiKey: "an_unknown_key", ...secret }, json: undefined },
  {
    what: "with a secret that is not the key's",
    sent: { ...key, apiSecret: "another_secret" },
    json: { ...INJECTED_CREDENTIALS, apiSecret: "another_secret" },
  },
])("an exchange $what is told that its credentials are invalid", ({ what, sent, json }) => {
  const interaction = {
    description: `an exchange ${what}`,
    ...(json && { given: CREDENTIALS_KNOWN }),
    request: exchangeRequest(asJson, { json: json ?? sent }),
    response: invalidCredentials,
  };
  return pact([interaction], async (baseUrl) => {
    const response = await authenticate(baseUrl, asJson, JSON.stringify(sent));
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ code: 0, error: "invalid credentials" });
  });
});

function typed(type: string): Record<string, string> {
  return { "Content-Type": type };
}
