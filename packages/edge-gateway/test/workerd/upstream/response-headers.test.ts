import { expect, test } from "vitest";
import { forwardedHeaders } from "../../../src/upstream/response-headers.ts";

test.each([
  "content-type",
  "content-language",
  "content-disposition",
  "content-encoding",
  "content-digest",
  "etag",
  "last-modified",
  "accept-ranges",
  "vary",
  "link",
  "allow",
  "retry-after",
  "ratelimit",
  "ratelimit-remaining",
  "x-total-count",
  "x-ratelimit-reset",
  "wakapay-version",
])("forwards %s", (name) => {
  expect(forwardedHeaders(new Headers({ [name]: "1" }), "GET")).toEqual({ [name]: "1" });
});

test.each([
  "set-cookie",
  "www-authenticate",
  "authorization",
  "location",
  "content-location",
  "content-security-policy",
  "server",
  "via",
  "alt-svc",
  "age",
  "date",
  "cache-control",
  "expires",
  "access-control-allow-origin",
  "strict-transport-security",
  "transfer-encoding",
  "traceparent",
  "x-powered-by",
  "x-request-id",
  "x-content-type-options",
  "wakapay-gateway-answer",
  "unknown",
])("drops %s", (name) => {
  expect(forwardedHeaders(new Headers({ [name]: "1" }), "GET")).toEqual({});
});

test("drops headers that Connection names", () => {
  const incoming = new Headers({ connection: "close, X-Internal", "x-internal": "1", "x-total-count": "2" });
  expect(forwardedHeaders(incoming, "GET")).toEqual({ "x-total-count": "2" });
});

test("forwards Content-Length only for HEAD", () => {
  const incoming = new Headers({ "content-length": "77" });
  expect(forwardedHeaders(incoming, "HEAD")).toEqual({ "content-length": "77" });
  expect(forwardedHeaders(incoming, "GET")).toEqual({});
});
