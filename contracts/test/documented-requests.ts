import { injected } from "../src/injected.ts";
import type { Interaction, RequestBody } from "../src/interaction.ts";
import { EXAMPLE_TOKEN } from "./documented-answers.ts";

type Request = Interaction["request"];

/** The placeholders of the documentation's own samples. */
export const CREDENTIALS = { apiKey: "your_api_key", apiSecret: "your_api_secret" };

/** The same, for the verification to replace by credentials that the provider knows. */
export const INJECTED_CREDENTIALS = {
  apiKey: injected("apiKey", CREDENTIALS.apiKey),
  apiSecret: injected("apiSecret", CREDENTIALS.apiSecret),
};

/** `POST /business/auth` with these headers and this body. */
export function exchangeRequest(headers: Record<string, string>, body: RequestBody): Request {
  return { method: "POST", path: "/business/auth", headers, body };
}

/** `POST /business/auth` as the documentation has it. */
export const exchangeOfCredentials = exchangeRequest(
  { "Content-Type": "application/json" },
  { json: INJECTED_CREDENTIALS },
);

/** `GET /business/balance?currency=USD` with a bearer: «Using the Access Token». */
export const documentedBalance: Request = {
  method: "GET",
  path: "/business/balance",
  query: { currency: "USD" },
  headers: { Authorization: injected("accessToken", EXAMPLE_TOKEN, "Bearer ") },
};
