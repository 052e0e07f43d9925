import { expect } from "vitest";
import type { AttackClass } from "../attack.ts";
import { posts, sends } from "../request-text.ts";

const notAllowed = { status: 405, problem: "method_refused" } as const;
const unknown = { status: 501, and: "the platform refuses" } as const;

/** Methods that the policy does not list, and headers that claim another. */
export const methods: AttackClass = {
  title: "Method",
  attacks: [
    { name: "DELETE", expected: notAllowed, request: sends({ method: "DELETE" }) },
    { name: "PUT", expected: notAllowed, request: sends({ method: "PUT", headers: ["Content-Length: 0"] }) },
    {
      name: "PATCH",
      expected: notAllowed,
      request: sends({ method: "PATCH", headers: ["Content-Length: 0"] }),
    },
    { name: "TRACE", expected: notAllowed, request: sends({ method: "TRACE" }) },
    { name: "OPTIONS", expected: notAllowed, request: sends({ method: "OPTIONS" }) },
    { name: "a method in small letters", expected: unknown, request: sends({ method: "get" }) },
    { name: "a method of nobody's", expected: unknown, request: sends({ method: "STEAL" }) },
    {
      name: "POST to a route that is for reading",
      expected: notAllowed,
      request: (rig) =>
        posts({ body: "{}", target: "/business/balance?currency=USD", key: rig.keys.narrow })(rig),
    },
    {
      name: "HEAD to a route for GET, which a broad one for both takes in",
      expected: { ...notAllowed, and: "no way around the route's currencies" },
      request: (rig) =>
        sends({ method: "HEAD", target: "/business/balance?currency=EUR", key: rig.keys.layered })(rig),
    },
    {
      name: "X-HTTP-Method-Override, X-Method-Override and X-HTTP-Method",
      expected: { status: 200, reaching: 1, and: "it stays a GET" },
      request: sends({
        headers: ["X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE", "X-HTTP-Method: DELETE"],
      }),
      also: ({ seen }) => expect(seen.map(({ method }) => method)).toEqual(["GET"]),
    },
    {
      name: "a method in the query",
      expected: { status: 200, reaching: 1, and: "it stays a GET" },
      request: sends({ target: "/business/balance?currency=USD&_method=DELETE" }),
      also: ({ seen }) => expect(seen.map(({ method }) => method)).toEqual(["GET"]),
    },
  ],
};
