import { MatchersV3 } from "@pact-foundation/pact";
import type { DescribeRequest, DescribeResponse } from "../src/consumer/create-consumer-pact.ts";
import { injectFromState } from "../src/consumer/inject-from-state.ts";

/** The placeholders of the documentation's samples. */
export const CREDENTIALS = { apiKey: "your_api_key", apiSecret: "your_api_secret" };

/**
 * The same placeholders. The verification replaces them with credentials that the provider accepts.
 */
export const INJECTED_CREDENTIALS = {
  apiKey: injectFromState("apiKey", CREDENTIALS.apiKey),
  apiSecret: injectFromState("apiSecret", CREDENTIALS.apiSecret),
};

/** Has the form of a token, but its middle part is not JSON. */
export const EXAMPLE_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.an-example.of-no-account";

const JWT = /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const JSON_HEADERS = {
  "Content-Type": MatchersV3.regex(/^application[/]json(;.*)?$/, "application/json"),
};

/** `POST /business/auth` with a JSON body. */
export function withJson(body: object): DescribeRequest {
  return (request) => {
    request.headers({ "Content-Type": "application/json" }).jsonBody(body);
  };
}

/** `GET /business/balance?currency=USD` with a token: "Using the Access Token". */
export const withBearer: DescribeRequest = (request) => {
  request
    .query({ currency: "USD" })
    .headers({ Authorization: injectFromState("accessToken", EXAMPLE_TOKEN, "Bearer ") });
};

/** The body of a 200: "Success Response". */
export const token: DescribeResponse = (response) => {
  response
    .headers(JSON_HEADERS)
    .jsonBody({ accessToken: MatchersV3.regex(JWT, EXAMPLE_TOKEN), expiresIn: 3600 });
};

/** The body of a 400 or a 401: "Error Responses". */
export function error(message: string): DescribeResponse {
  return (response) => {
    response.headers(JSON_HEADERS).jsonBody({ code: 0, error: message });
  };
}
