import { expect, test } from "vitest";
import { createSandbox, serveExamples } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const payout = { id: "p-7", amount: "12.50" };
const json = (media: object) => ({ description: "", content: { "application/json": media } });

/** Wraps the paths of a test in a document. */
function documentOf(paths: object, others: object = {}): object {
  return { openapi: "3.1.1", info: { title: "Own routes", version: "1" }, paths, ...others };
}

/** A document with one operation, `GET /business/payouts`. */
function payouts(responses: object, others: object = {}): object {
  return documentOf({ "/business/payouts": { get: { responses } } }, others);
}

async function create(document: object) {
  const sandbox = createSandbox({ credentials: [credentials], business: serveExamples(document) });
  const token = await createClient(sandbox).token();
  const call = (path: string, method = "GET") =>
    sandbox.fetch(`https://api.test.wakapay.io${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
    });
  return { sandbox, call };
}

test.each([
  ["the example of the media type", payouts({ 200: json({ example: payout }) })],
  [
    "the first of the named examples",
    payouts({ 200: json({ examples: { a: { value: payout }, b: { value: 0 } } }) }),
  ],
  ["the example of the schema", payouts({ 200: json({ schema: { example: payout } }) })],
  ["the first of the schema's examples", payouts({ 200: json({ schema: { examples: [payout, {}] } }) })],
  [
    "an example behind references",
    payouts(
      { 200: { $ref: "#/components/responses/Payout" } },
      {
        components: {
          responses: { Payout: json({ schema: { $ref: "#/components/schemas/a~1%7Eb" } }) },
          schemas: { "a/~b": { $ref: "#/components/schemas/Payout" }, Payout: { example: payout } },
        },
      },
    ),
  ],
  [
    "JSON rather than other types",
    payouts({
      200: {
        content: {
          "text/csv": { example: "id,amount" },
          "application/vnd.own+json": { example: payout },
        },
      },
    }),
  ],
  [
    "the lowest 2xx response that has an example",
    payouts({ 400: json({ example: "no" }), 202: json({ example: payout }), 200: json({}), 201: {} }),
  ],
  ["a response for 2XX", payouts({ "2XX": json({ example: payout }), default: json({ example: "no" }) })],
])("serves %s", async (_, document) => {
  const { sandbox, call } = await create(document);
  const response = await call("/business/payouts");
  expect(await response.json()).toEqual(payout);
  expect(response.headers.get("content-type")).toMatch(/json$/);
  expect(response.headers.get("wakapay-sandbox")).toBe("openapi");
  expect(sandbox.journal().at(-1)).toMatchObject({
    outcome: "authorized",
    status: response.status,
    response: { source: "openapi" },
  });
});

test("serves the status, headers, and text of an example", async () => {
  const { call } = await create(
    payouts({
      203: {
        headers: {
          "X-Total": { schema: { examples: [12] } },
          Location: { example: "/business/payouts/p-7" },
        },
        content: { "text/csv": { example: "id,amount\np-7,12.50\n" } },
      },
    }),
  );
  const response = await call("/business/payouts");
  expect(response.status).toBe(203);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/csv",
    "x-total": "12",
    location: "/business/payouts/p-7",
  });
  expect(await response.text()).toBe("id,amount\np-7,12.50\n");
});

test("serves a 204 without an example", async () => {
  const { call } = await create(documentOf({ "/business/payouts": { delete: { responses: { 204: {} } } } }));
  const response = await call("/business/payouts", "DELETE");
  expect([response.status, response.body]).toEqual([204, null]);
});

test.each([
  ["has no example", { 200: json({ schema: { type: "object" } }) }],
  ["has no body", { 200: { description: "The body is not documented." } }],
  [
    "is not a text, for a type other than JSON",
    { 200: { content: { "application/xml": { example: payout } } } },
  ],
  ["is an empty list of examples", { 200: json({ schema: { examples: [] } }) }],
  ["is an error", { 404: json({ example: payout }), default: json({ example: payout }) }],
])("returns a 501 if the response %s", async (_, responses) => {
  const { sandbox, call } = await create(payouts(responses));
  const response = await call("/business/payouts");
  expect(response.status).toBe(501);
  expect(response.headers.get("wakapay-sandbox")).toBe("invented");
  expect(await response.json()).toEqual({
    code: 0,
    error:
      "the OpenAPI document has no example for GET /business/payouts: add an `example` to its 2xx response",
  });
  expect(sandbox.journal().at(-1)).toMatchObject({ status: 501, outcome: "business error" });
});

test("matches path parameters, and prefers paths without them", async () => {
  const route = (name: string) => ({ get: { responses: { 200: json({ example: name }) } } });
  const { call } = await create(
    documentOf({
      "/business/payouts/{id}": route("one"),
      "/business/payouts/{id}/receipt.{format}": route("receipt"),
      "/business/payouts/latest": route("latest"),
      "/business/payouts.csv": route("dot"),
    }),
  );
  expect(await (await call("/business/payouts/a%2Fb")).json()).toBe("one");
  expect(await (await call("/business/payouts/latest?of=us")).json()).toBe("latest");
  expect(await (await call("/business/payouts/p-7/receipt.pdf")).json()).toBe("receipt");
  expect((await call("/business/payouts/p-7/other")).status).toBe(404);
  expect((await call("/business/payouts/")).status).toBe(404);
  expect((await call("/business/payouts_csv")).status).toBe(404);
});

test.each(["https://api.test.wakapay.io/business", "{scheme}://{region}.wakapay.io/business/", "/business"])(
  "prepends the path of the server '%s'",
  async (url) => {
    const paths = { "/payouts": { get: { responses: { 200: json({ example: payout }) } } } };
    const { call } = await create(documentOf(paths, { servers: [{ url }] }));
    expect(await (await call("/business/payouts")).json()).toEqual(payout);
  },
);

test("returns a 405 with the documented methods", async () => {
  const operation = { responses: { 200: json({ example: payout }) } };
  const { call } = await create(documentOf({ "/business/payouts": { get: operation, post: operation } }));
  const response = await call("/business/payouts", "PUT");
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"]);
  const head = await call("/business/payouts", "HEAD");
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("leaves other paths to the sandbox, and never serves the exchange", async () => {
  const responses = { 200: json({ example: "from the document" }) };
  const document = documentOf({
    "/business/payouts": { get: { responses } },
    "/business/auth": { post: { responses } },
  });
  const { sandbox, call } = await create(document);
  expect((await call("/business/balance?currency=USD")).headers.get("wakapay-sandbox")).toBe("invented");
  expect(await (await createClient(sandbox).exchange()).json()).toHaveProperty("accessToken");
});

test.each([
  ["another version", { swagger: "2.0", paths: {} }, /^`openapi` is missing\./],
  ["an unknown version", documentOf({}, { openapi: "4.0.0" }), /^`openapi` must be the version "3.0", "3.1"/],
  ["a document without paths", { openapi: "3.1.1" }, /^`paths` is missing/],
  ["a list", [], /^`document` must be an object \(got an empty array\)/],
  ["paths elsewhere", documentOf({ "/payouts": {} }), /has no path under \/business\/\. Add the prefix/],
  [
    "a reference to a file",
    payouts({ $ref: "other.yaml#/a" }),
    /refers to another file: other\.yaml#\/a\. Bundle/,
  ],
  [
    "a dangling reference",
    payouts({ 200: { $ref: "#/components/a" } }),
    /without a target: #\/components\/a/,
  ],
  [
    "a circular reference",
    payouts({ 200: { $ref: "#/paths/~1business~1payouts/get/responses/200" } }),
    /without/,
  ],
])("rejects %s", (_, document, message) => {
  expect(() => serveExamples(document)).toThrow(message);
});
