import { expect } from "vitest";
import type { Attack, AttackClass } from "../attack.ts";

const FORBIDDEN = { status: 403, problem: "query_forbidden" } as const;
const REFUSED = { status: 400, problem: "query_refused" } as const;

const RESTRICTED: readonly (readonly [name: string, search: string, typeof FORBIDDEN | typeof REFUSED])[] = [
  ["value that is not allowed", "?currency=EUR", FORBIDDEN],
  ["value in lowercase", "?currency=usd", FORBIDDEN],
  ["percent-encoded value", "?currency=%55SD", FORBIDDEN],
  ["percent-encoded semicolon", "?currency=USD%3Baccount=42", FORBIDDEN],
  ["duplicate parameter", "?currency=USD&currency=EUR", REFUSED],
  ["array parameter", "?currency=USD&currency[]=EUR", REFUSED],
  ["name in uppercase", "?currency=USD&CURRENCY=EUR", REFUSED],
  ["percent-encoded name", "?currency=USD&%63urrency=EUR", REFUSED],
  ["same parameter after a semicolon", "?currency=USD;currency=EUR", REFUSED],
  ["other parameter after a semicolon", "?currency=USD;account=42", REFUSED],
  ["unknown parameter", "?currency=USD&debug=true", REFUSED],
  ["unknown parameter after a question mark", "?currency=USD&?account=42", REFUSED],
  ["empty parameter", "?currency=USD&", REFUSED],
  ["name of an inherited property", "?currency=USD&__proto__=1", REFUSED],
  ["percent-encoded NUL", "?currency=USD%00", REFUSED],
  ["percent-encoded line end", "?currency=USD%0d%0aX:1", REFUSED],
  ["incomplete percent-encoding", "?currency=USD%2", REFUSED],
];

/** Queries that the policy and WakaPay may read differently. */
export const queries: AttackClass = {
  title: "Queries",
  description: "Queries that the policy and WakaPay may read differently. Values are never decoded.",
  attacks: [
    ...RESTRICTED.map(
      ([name, search, expected]): Attack => ({
        name: `${name} (\`${search}\`)`,
        request: { target: `/business/balance${search}`, key: "narrow" },
        expected,
      }),
    ),
    {
      name: "missing query",
      request: { target: "/business/balance", key: "narrow" },
      expected: { ...FORBIDDEN, and: "the detail lists the allowed values" },
      check: ({ response }) => expect(JSON.parse(response.body).detail).toContain("must be one of: USD"),
    },
    {
      name: "value that is not allowed, below a wildcard (`?currency=EUR`)",
      request: { target: "/business/balance?currency=EUR", key: "layered" },
      expected: FORBIDDEN,
    },
    ...["?name=O'Brien", "?filter[a]={b}|c^d`e", "?a=%2f"].map(
      (search): Attack => ({
        name: `characters that the URL standard allows (\`${search.replaceAll("`", "")}\`)`,
        request: { target: `/business/search${search}` },
        expected: {
          status: 404,
          and: search.includes("'") ? "sent with `%27` for the apostrophe" : "sent unchanged",
        },
        check: ({ sent }) => expect(sent[0]?.target).toBe(`/business/search${search.replace("'", "%27")}`),
      }),
    ),
  ],
};
