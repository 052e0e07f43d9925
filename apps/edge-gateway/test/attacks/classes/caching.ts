import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { BALANCE, sends } from "../request-text.ts";
import { corsAttacks, corsOf } from "./cors.ts";

function neverStored(outcome: Outcome): void {
  const { headers } = outcome.answer;
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.has("expires") || headers.has("age") || headers.has("cdn-cache-control")).toBe(false);
  expect(corsOf(outcome)).toEqual([]);
}

const passed = { status: 200, reaching: 1, and: "`no-store`, `nosniff`, no CORS" } as const;
const preflight = [
  "Origin: https://evil.example",
  "Access-Control-Request-Method: GET",
  "Access-Control-Request-Headers: authorization",
];

/** Caches, which have no place here, and browsers, which have one only where a policy names their page's origin. */
export const caching: AttackClass = {
  title: "Caching and CORS",
  attacks: [
    {
      name: "WakaPay calls its answer public for years",
      expected: passed,
      request: sends({ target: "/business/answers/cacheable" }),
      also: neverStored,
    },
    {
      name: "WakaPay allows every origin",
      expected: passed,
      request: sends({ target: "/business/answers/cors" }),
      also: neverStored,
    },
    {
      name: "WakaPay forbids nothing to sniffers",
      expected: passed,
      request: sends({ target: "/business/answers/sniffable" }),
      also: neverStored,
    },
    {
      name: "a page of another origin asks with a key",
      expected: passed,
      request: sends({ headers: ["Origin: https://evil.example"] }),
      also: neverStored,
    },
    {
      name: "a preflight without a key",
      expected: { status: 401, problem: "key_missing", and: "no CORS" },
      request: sends({ method: "OPTIONS", target: BALANCE, key: null, headers: preflight }),
      also: neverStored,
    },
    {
      name: "a preflight with a key",
      expected: { status: 405, problem: "method_refused", and: "no CORS" },
      request: sends({ method: "OPTIONS", headers: preflight }),
      also: neverStored,
    },
    {
      name: "a caller that asks for a cached answer",
      expected: { ...passed, and: "WakaPay is asked, `no-store`" },
      request: sends({ headers: ["Cache-Control: only-if-cached, max-stale=999999", "Pragma: x"] }),
      also: neverStored,
    },
    {
      name: "a refusal",
      expected: { status: 401, problem: "key_missing", and: "`no-store`, `nosniff`" },
      request: sends({ key: null }),
      also: neverStored,
    },
    {
      name: "a static-looking suffix, to deceive a cache",
      expected: { status: 400, problem: "path_refused", and: "`no-store`" },
      request: sends({ target: "/business/balance/x.css" }),
      also: neverStored,
    },
    ...corsAttacks,
  ],
};
