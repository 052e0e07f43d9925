import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { upstreamResponse } from "../raw-upstream-response.ts";

function checkNoLifetime({ response: { headers } }: Outcome): void {
  expect([...headers.keys()].filter((name) => /^(?:expires|age|pragma|.*cdn.*)$/.test(name))).toEqual([]);
}

/** Attempts to have a response stored in a shared cache or interpreted as another type. */
export const caching: AttackClass = {
  title: "Caching",
  description: "Attempts to store or reinterpret responses. All responses have `no-store` and `nosniff`.",
  attacks: [
    {
      name: "cacheable response of WakaPay",
      request: {},
      upstream: upstreamResponse("200 OK", [
        "Cache-Control: public, max-age=999999",
        "Expires: Fri, 01 Jan 2100 00:00:00 GMT",
        "Age: 5",
        "CDN-Cache-Control: max-age=999",
      ]),
      expected: { status: 200 },
      check: checkNoLifetime,
    },
    {
      name: "X-Content-Type-Options of WakaPay that allows sniffing",
      request: {},
      upstream: upstreamResponse("200 OK", ["X-Content-Type-Options: none"]),
      expected: { status: 200 },
      check: checkNoLifetime,
    },
    {
      name: "request for a cached response",
      request: { headers: ["Cache-Control: only-if-cached, max-stale=999999", "Pragma: x"] },
      expected: { status: 200 },
      check: checkNoLifetime,
    },
    {
      name: "problem document",
      request: { key: null },
      expected: { status: 401, problem: "key_missing" },
      check: checkNoLifetime,
    },
    {
      name: "cache deception with a static suffix (`/x.css`)",
      request: { target: "/business/balance/x.css" },
      expected: { status: 400, problem: "path_refused" },
      check: checkNoLifetime,
    },
    {
      name: "304 to a conditional request",
      request: { headers: ['If-None-Match: "v1"'] },
      upstream: upstreamResponse("304 Not Modified", ['ETag: "v1"', "Cache-Control: public"], ""),
      expected: { status: 304, and: "without a body" },
      check(outcome) {
        checkNoLifetime(outcome);
        expect(outcome.response.headers.get("etag")).toBe('"v1"');
        expect(outcome.response.body).toBe("");
      },
    },
  ],
};
