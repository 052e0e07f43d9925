import { paths } from "../http/paths.ts";
import { balanceSample, exchangeSample } from "./samples.ts";
import type { SampleRequest } from "./snippets.ts";

/** What WakaPay's documentation says about a response. */
export interface DocumentedResponse {
  readonly status: number;
  /** `undefined` if the documentation does not show the body. */
  readonly body?: string;
}

/** One request of WakaPay's Authentication API documentation. */
export interface DocumentedRequest {
  readonly id: string;
  readonly title: string;
  /** The request as a sample for a sandbox at `baseUrl`. */
  sample(baseUrl: string): SampleRequest;
  /** `undefined` if the documentation does not describe the response. */
  readonly documented?: DocumentedResponse;
}

const REQUIRED = '{ "code": 0, "error": "apiKey and apiSecret required" }';
const INVALID_PAYLOAD = '{ "code": 0, "error": "invalid payload" }';

/** The documented requests, in the order of the documentation. */
export const documentedRequests: readonly DocumentedRequest[] = [
  {
    id: "exchange",
    title: "Get an access token",
    sample: exchangeSample,
    documented: {
      status: 200,
      body: '{ "accessToken": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.****...****", "expiresIn": 3600 }',
    },
  },
  {
    id: "missing-credentials",
    title: "Missing credentials",
    sample: (baseUrl) => ({ ...exchangeSample(baseUrl), body: {} }),
    documented: { status: 400, body: REQUIRED },
  },
  {
    id: "empty-credentials",
    title: "Empty credentials",
    sample: (baseUrl) => ({ ...exchangeSample(baseUrl), body: { apiKey: "", apiSecret: "" } }),
    documented: { status: 400, body: REQUIRED },
  },
  {
    id: "malformed-json",
    title: "Malformed JSON",
    sample: (baseUrl) => ({ ...exchangeSample(baseUrl), body: '{"apiKey":' }),
    documented: { status: 400, body: INVALID_PAYLOAD },
  },
  {
    id: "wrong-content-type",
    title: "Wrong Content-Type",
    sample: (baseUrl) => ({ ...exchangeSample(baseUrl), headers: { "Content-Type": "text/plain" } }),
    documented: { status: 400, body: INVALID_PAYLOAD },
  },
  {
    id: "invalid-credentials",
    title: "Invalid credentials",
    sample: (baseUrl) => ({
      ...exchangeSample(baseUrl),
      body: { apiKey: "your_api_key", apiSecret: "your_api_secret" },
    }),
    documented: { status: 401, body: '{ "code": 0, "error": "invalid credentials" }' },
  },
  { id: "balance", title: "Call the API with a token", sample: balanceSample },
  {
    id: "invalid-token",
    title: "Call the API with an invalid token",
    sample: (baseUrl) => ({
      method: "GET",
      url: `${baseUrl}${paths.balance}?currency=USD`,
      headers: { Authorization: "Bearer invalid-token" },
    }),
    documented: { status: 401 },
  },
];
