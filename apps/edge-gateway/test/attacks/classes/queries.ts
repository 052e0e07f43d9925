import { expect } from "vitest";
import type { Attack, AttackClass } from "../attack.ts";
import { sends } from "../request-text.ts";

/** Queries that mean one thing to the policy and another to the API. */
export const queries: AttackClass = {
  title: "Query",
  attacks: [
    ...(
      [
        ["another currency than the policy's", "?currency=EUR", 403, "query_forbidden"],
        ["no currency", "", 403, "query_forbidden"],
        ["the currency in small letters", "?currency=usd", 403, "query_forbidden"],
        ["the currency encoded", "?currency=%55SD", 403, "query_forbidden"],
        ["two currencies", "?currency=USD&currency=EUR", 400, "query_refused"],
        ["an array of currencies", "?currency=USD&currency[]=EUR", 400, "query_refused"],
        ["the name in capitals", "?currency=USD&CURRENCY=EUR", 400, "query_refused"],
        ["the name encoded", "?currency=USD&%63urrency=EUR", 400, "query_refused"],
        ["a semicolon as separator", "?currency=USD;currency=EUR", 400, "query_refused"],
        ["an unknown parameter", "?currency=USD&debug=true", 400, "query_refused"],
        ["an empty parameter", "?currency=USD&", 400, "query_refused"],
        ["a name of every object", "?currency=USD&__proto__=1", 400, "query_refused"],
        ["an encoded NUL", "?currency=USD%00", 400, "query_refused"],
        ["an encoded line end", "?currency=USD%0d%0aX:1", 400, "query_refused"],
        ["a broken escape", "?currency=USD%2", 400, "query_refused"],
      ] as const
    ).map(
      ([name, search, status, problem]): Attack => ({
        name: `${name}: \`${search}\``,
        expected: { status, problem },
        request: (rig) => sends({ target: `/business/balance${search}`, key: rig.keys.narrow })(rig),
      }),
    ),
    ...["?name=O'Brien", "?filter[a]={b}|c^d`e", "?a=%2f"].map(
      (search): Attack => ({
        name: `a query that the URL standard allows: \`${search.replaceAll("`", "")}\``,
        expected: { status: 404, reaching: 1, and: "it is sent unchanged, with `%27` for an apostrophe" },
        request: sends({ target: `/business/search${search}` }),
        also: ({ seen }) => expect(seen[0]?.target).toBe(`/business/search${search.replace("'", "%27")}`),
      }),
    ),
    {
      name: "another currency, with a broad route listed before the one with the currencies: `?currency=EUR`",
      expected: { status: 403, problem: "query_forbidden" },
      request: (rig) => sends({ target: "/business/balance?currency=EUR", key: rig.keys.layered })(rig),
    },
  ],
};
