import { createSandbox } from "@wakapay/sandbox";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createValidator } from "../../src/openapi/create-validator.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";

// The sandbox's recipe for Schemathesis checks the same from outside, with many more requests.
const credentials = { apiKey: "my-key", apiSecret: "my-secret" };
const sandbox = createSandbox({ credentials: [credentials] });
const validate = createValidator(readOpenApiDocument());
const run = { seed: 13, numRuns: 500 };

async function differences(method: string, path: string, init: RequestInit): Promise<readonly unknown[]> {
  const url = `https://api.test.wakapay.io${path}`;
  const response = await sandbox.fetch(url, { method, ...init });
  const headers = Object.fromEntries(response.headers);
  const body = await response.text();
  const operation = { interaction: "", method, path: new URL(url).pathname };
  return validate(operation, { status: response.status, headers, body });
}

const text = fc.oneof(fc.constantFrom("my-key", "my-secret", "", " "), fc.string({ unit: "binary" }));
const field = fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: fc.jsonValue() });
const body = fc.oneof(
  fc
    .record({ apiKey: field, apiSecret: field, other: field }, { requiredKeys: [] })
    .map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary" }),
);
const contentType = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("application/json", "application/json; charset=utf-8") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("text/plain", "application/x-www-form-urlencoded", "application/xml"),
  },
);

test("responds to any exchange as the document says", async () => {
  const exchange = fc.asyncProperty(body, contentType, async (text, type) => {
    const init = { headers: { "Content-Type": type }, body: text };
    expect(await differences("POST", "/business/auth", init)).toEqual([]);
  });
  await fc.assert(exchange, run);
});

test("responds to any bearer as the document says", async () => {
  const response = await sandbox.fetch("https://api.test.wakapay.io/business/auth", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(credentials),
  });
  const { accessToken }: { accessToken: string } = JSON.parse(await response.text());
  const token = fc.oneof(fc.constant(accessToken), fc.base64String(), fc.stringMatching(/^[!-~]{0,40}$/));
  const scheme = fc.constantFrom("Bearer ", "bearer ", "Basic ", "");
  const call = fc.asyncProperty(scheme, token, async (prefix, suffix) => {
    const init = { headers: { Authorization: `${prefix}${suffix}` } };
    expect(await differences("GET", "/business/balance?currency=USD", init)).toEqual([]);
  });
  await fc.assert(call, run);
});
