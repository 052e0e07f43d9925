import { credentials } from "./forms/form.ts";

/** A `POST /business/auth` that is rejected, and the expected error. */
export interface RejectedExchange {
  readonly name: string;
  readonly contentType: string | null;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly error: string;
}

const json = "application/json";
const valid = JSON.stringify(credentials);
const changed = (change: object) => JSON.stringify({ ...credentials, ...change });

const required = { contentType: json, status: 400, error: "apiKey and apiSecret required" };
const payload = { contentType: json, status: 400, error: "invalid payload" };
const rejected = { contentType: json, status: 401, error: "invalid credentials" };

/** The cases under "Error Responses" in WakaPay's Authentication API documentation. */
export const documentedErrors: readonly RejectedExchange[] = [
  { name: "without apiKey", body: changed({ apiKey: undefined }), ...required },
  { name: "without apiSecret", body: changed({ apiSecret: undefined }), ...required },
  { name: "without either", body: "{}", ...required },
  { name: "with an empty apiKey", body: changed({ apiKey: "" }), ...required },
  { name: "with an empty apiSecret", body: changed({ apiSecret: "" }), ...required },
  { name: "with malformed JSON", body: valid.slice(0, -1), ...payload },
  { name: "with text as JSON", body: "apiKey=a&apiSecret=b", ...payload },
  {
    name: "with a form",
    body: "apiKey=a&apiSecret=b",
    ...payload,
    contentType: "application/x-www-form-urlencoded",
  },
  { name: "with JSON as text/plain", body: valid, ...payload, contentType: "text/plain" },
  { name: "without a content type", body: new TextEncoder().encode(valid), ...payload, contentType: null },
  { name: "with a wrong apiKey", body: changed({ apiKey: "another" }), ...rejected },
  { name: "with a wrong apiSecret", body: changed({ apiSecret: "another" }), ...rejected },
];

/** Cases that the documentation leaves open. The README lists what the sandbox does. */
export const undocumentedErrors: readonly RejectedExchange[] = [
  { name: "with a null apiSecret", body: changed({ apiSecret: null }), ...required },
  { name: "with a number as apiKey", body: changed({ apiKey: 7 }), ...payload },
  { name: "with an object as apiSecret", body: changed({ apiSecret: {} }), ...payload },
  { name: "with an array", body: `[${valid}]`, ...payload },
  { name: "with null", body: "null", ...payload },
  { name: "with an empty body", body: "", ...payload },
  { name: "with invalid UTF-8", body: new Uint8Array([0x7b, 0xff, 0x7d]), ...payload },
  {
    name: "with a content type that starts like JSON",
    body: valid,
    ...payload,
    contentType: "application/json-patch+json",
  },
  { name: "with two content types", body: valid, ...payload, contentType: "application/json, text/plain" },
  {
    name: "with key and secret swapped",
    body: changed({ apiKey: credentials.apiSecret, apiSecret: credentials.apiKey }),
    ...rejected,
  },
  { name: "with spaces around the key", body: changed({ apiKey: ` ${credentials.apiKey} ` }), ...rejected },
  {
    name: "with a body over 64 KiB",
    body: changed({ apiKey: "k".repeat(70_000) }),
    contentType: json,
    status: 413,
    error: "request body must not exceed 65536 bytes",
  },
];
