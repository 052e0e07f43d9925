import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { jsonPost } from "../request-parts.ts";

const NOT_ALLOWED = { status: 405, problem: "method_refused" } as const;
const UNKNOWN = { status: 501, from: "workerd" } as const;
const STAYS_GET = { status: 200, and: "sent as GET" } as const;

function checkGet({ sent }: Outcome): void {
  expect(sent.map(({ method }) => method)).toEqual(["GET"]);
}

/** Methods that the policy does not allow, and parameters that claim another method. */
export const methods: AttackClass = {
  title: "Methods",
  description: "Methods that the policy does not allow, and parameters that claim another method.",
  attacks: [
    { name: "DELETE", request: { method: "DELETE" }, expected: NOT_ALLOWED },
    { name: "PUT", request: { method: "PUT", headers: ["Content-Length: 0"] }, expected: NOT_ALLOWED },
    { name: "PATCH", request: { method: "PATCH", headers: ["Content-Length: 0"] }, expected: NOT_ALLOWED },
    { name: "TRACE", request: { method: "TRACE" }, expected: NOT_ALLOWED },
    { name: "OPTIONS", request: { method: "OPTIONS" }, expected: NOT_ALLOWED },
    { name: "lowercase method", request: { method: "get" }, expected: UNKNOWN },
    { name: "unknown method", request: { method: "STEAL" }, expected: UNKNOWN },
    {
      name: "POST to a read-only route",
      request: jsonPost("{}", { target: "/business/balance?currency=USD", key: "narrow" }),
      expected: NOT_ALLOWED,
    },
    {
      name: "HEAD to a GET route, below a wildcard for both",
      request: { method: "HEAD", target: "/business/balance?currency=EUR", key: "layered" },
      expected: { ...NOT_ALLOWED, and: "the route's allowed currencies still apply" },
    },
    {
      name: "X-HTTP-Method-Override, X-Method-Override, and X-HTTP-Method",
      request: {
        headers: ["X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE", "X-HTTP-Method: DELETE"],
      },
      expected: STAYS_GET,
      check: checkGet,
    },
    {
      name: "method override in the query",
      request: { target: "/business/balance?currency=USD&_method=DELETE" },
      expected: STAYS_GET,
      check: checkGet,
    },
  ],
};
