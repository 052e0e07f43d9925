import { credentials } from "./forms/form.ts";

/** One call of `POST /business/auth` that is refused, and the refusal. */
export interface RefusedCall {
  readonly name: string;
  readonly contentType: string | null;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly error: string;
}

const json = "application/json";
const good = JSON.stringify(credentials);
const changed = (change: object) => JSON.stringify({ ...credentials, ...change });

const required = { contentType: json, status: 400, error: "apiKey and apiSecret required" };
const payload = { contentType: json, status: 400, error: "invalid payload" };
const rejected = { contentType: json, status: 401, error: "invalid credentials" };

/** What «Error Responses» of WakaPay's Authentication API documentation lists. */
export const documentedCalls: readonly RefusedCall[] = [
  { name: "without apiKey", body: changed({ apiKey: undefined }), ...required },
  { name: "without apiSecret", body: changed({ apiSecret: undefined }), ...required },
  { name: "without either", body: "{}", ...required },
  { name: "with an empty apiKey", body: changed({ apiKey: "" }), ...required },
  { name: "with an empty apiSecret", body: changed({ apiSecret: "" }), ...required },
  { name: "with malformed JSON", body: good.slice(0, -1), ...payload },
  { name: "with text as JSON", body: "apiKey=a&apiSecret=b", ...payload },
  {
    name: "with a form",
    body: "apiKey=a&apiSecret=b",
    ...payload,
    contentType: "application/x-www-form-urlencoded",
  },
  { name: "with JSON called text", body: good, ...payload, contentType: "text/plain" },
  { name: "with JSON of no type", body: new TextEncoder().encode(good), ...payload, contentType: null },
  { name: "with a wrong apiKey", body: changed({ apiKey: "another" }), ...rejected },
  { name: "with a wrong apiSecret", body: changed({ apiSecret: "another" }), ...rejected },
];

/** What the documentation leaves open, as the sandbox decides it and its README says. */
export const decidedCalls: readonly RefusedCall[] = [
  { name: "with a null for apiSecret", body: changed({ apiSecret: null }), ...required },
  { name: "with a number for apiKey", body: changed({ apiKey: 7 }), ...payload },
  { name: "with an object for apiSecret", body: changed({ apiSecret: {} }), ...payload },
  { name: "with a list", body: `[${good}]`, ...payload },
  { name: "with null", body: "null", ...payload },
  { name: "with an empty body", body: "", ...payload },
  { name: "with bytes that are no UTF-8", body: new Uint8Array([0x7b, 0xff, 0x7d]), ...payload },
  {
    name: "with a type that only begins as JSON",
    body: good,
    ...payload,
    contentType: "application/json-patch+json",
  },
  { name: "with two types", body: good, ...payload, contentType: "application/json, text/plain" },
  {
    name: "with the two values exchanged",
    body: changed({ apiKey: credentials.apiSecret, apiSecret: credentials.apiKey }),
    ...rejected,
  },
  { name: "with spaces around the key", body: changed({ apiKey: ` ${credentials.apiKey} ` }), ...rejected },
  {
    name: "with a body over 64 KiB",
    body: changed({ apiKey: "k".repeat(70_000) }),
    contentType: json,
    status: 413,
    error: "body over 65536 bytes",
  },
];
