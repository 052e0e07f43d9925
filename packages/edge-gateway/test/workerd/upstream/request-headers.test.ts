import { expect, test } from "vitest";
import { upstreamHeaders } from "../../../src/upstream/request-headers.ts";

const TRACE = { requestId: "id", traceparent: "parent" };

test.each([
  ["the header", { "accept-encoding": "gzip" }, undefined, "gzip"],
  ["Cloudflare's copy of a replaced header", { "accept-encoding": "gzip, br" }, "deflate", "deflate"],
  ["Cloudflare's copy of a header that was absent", { "accept-encoding": "gzip, br" }, "", "identity"],
  ["no header", {}, undefined, "identity"],
])("takes the caller's encodings from %s", (_, headers, clientAcceptEncoding, expected) => {
  const cf = clientAcceptEncoding === undefined ? {} : { clientAcceptEncoding };
  const sent = upstreamHeaders({ headers: new Headers(headers), cf }, TRACE);
  expect(sent["accept-encoding"]).toBe(expected);
});
