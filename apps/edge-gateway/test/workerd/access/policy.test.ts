import { describe, expect, test } from "vitest";
import example from "../../../policy/example.json" with { type: "json" };
import { authorize } from "../../../src/access/authorize.ts";
import { readPolicy } from "../../../src/access/policy.ts";
import { rawTarget, readTarget } from "../../../src/http/request-target.ts";

const HASH = `sha256:${"a".repeat(64)}`;
const KEY = "wgk_billing_0123456789abcdefghijABCDEFGHIJ01234567";
const ROUTE = { methods: ["GET"], path: "/business/balance" };
const CALLER_NAME = "a caller's name is 1 to 32 of a-z, 0-9 and -, not constructor";
const withCaller = (caller: object, name = "demo") => ({
  callers: { [name]: { keys: [], routes: [ROUTE], ...caller } },
});

/** The caller that a policy of one gives. */
function callerWith(caller: object) {
  const policy = readPolicy(withCaller(caller));
  const found = "callers" in policy ? policy.callers.get("demo") : undefined;
  if (found === undefined) throw new Error(JSON.stringify(policy));
  return found;
}

const permitted = (method: string, path: string, caller: object) =>
  authorize(method, readTarget(rawTarget(`https://gateway.example${path}`)), callerWith(caller));

test("the example is right", () => {
  expect(readPolicy(example)).toHaveProperty("callers");
});

describe("every fault of a policy is named with its path, and without a value", () => {
  const value = "CANARY";
  test.each<[string, unknown]>([
    ["policy (root): Object is expected", value],
    ["policy callers: is missing", {}],
    ["policy callers: at least one caller is expected", { callers: {} }],
    ["policy other: is not known here", { ...withCaller({}), other: value }],
    ["policy callers.demo.readonly: is not known here", withCaller({ readonly: value })],
    [
      "policy callers.demo.keys.0: sha256: and 64 lower-case hex digits are expected",
      withCaller({ keys: [value] }),
    ],
    [
      "policy callers.demo.keys: at most two active keys are expected",
      withCaller({ keys: ["b", "c", "d"].map((digit) => `sha256:${digit.repeat(64)}`) }),
    ],
    ["policy callers: no key hash may occur twice", withCaller({ keys: [HASH, HASH] })],
    ["policy callers.demo.routes: at least one is expected", withCaller({ routes: [] })],
    [
      "policy callers.demo.routes.0.methods.0: a method in capitals is expected",
      withCaller({ routes: [{ ...ROUTE, methods: ["get"] }] }),
    ],
    [
      "policy callers.demo.routes.0.path: the token endpoint is never a route",
      withCaller({ routes: [{ ...ROUTE, path: "/business/Auth" }] }),
    ],
    [
      "policy callers.demo.routes.0.query.currency: at least one is expected",
      withCaller({ routes: [{ ...ROUTE, query: { currency: [] } }] }),
    ],
    [
      "policy callers.demo.routes.0.timeoutMs: a whole number from 100 to 120000 is expected",
      withCaller({ routes: [{ ...ROUTE, timeoutMs: 1.5 }] }),
    ],
    ...[
      [ROUTE, { ...ROUTE, query: { currency: ["EUR"] } }],
      [ROUTE, { ...ROUTE, path: "/business/Balance" }],
      [
        { ...ROUTE, path: "/business/payouts/{id}" },
        { methods: ["POST", "GET"], path: "/business/payouts/{name}" },
      ],
    ].map((routes): [string, unknown] => [
      "policy callers.demo.routes: one route for each template and method is expected; merge them",
      withCaller({ routes }),
    ]),
    [`policy callers.constructor: ${CALLER_NAME}`, withCaller({}, "constructor")],
    [`policy callers.(name): ${CALLER_NAME}`, withCaller({}, "__proto__")],
    ...["constructor", "toString", "__proto__"].flatMap((name): [string, unknown][] => {
      const shown = name === "__proto__" ? "(name)" : name;
      return [
        [
          `policy callers.demo.routes.0.query.${shown}: a query parameter's name is expected`,
          withCaller({ routes: [{ ...ROUTE, query: { currency: ["USD"], [name]: ["EUR"] } }] }),
        ],
        [`policy callers.demo.${shown}: is not known here`, withCaller({ [name]: value })],
      ];
    }),
    ["policy callers.demo.burst: small, medium or large is expected", withCaller({ burst: value })],
    ...[
      "*",
      "null",
      "http://console.example",
      "https://*.example",
      "https://console.example/",
      "https://console.example:443",
      "https://Console.example",
      "https://user@console.example",
    ].map((origin): [string, unknown] => [
      "policy callers.demo.origins.0: an origin such as https://console.example, as browsers send it, is expected",
      withCaller({ origins: [origin] }),
    ]),
    ["policy callers.demo.origins: at least one is expected", withCaller({ origins: [] })],
    [`policy callers.my_name: ${CALLER_NAME}`, withCaller({}, "my_name")],
    [`policy callers.(name): ${CALLER_NAME}`, withCaller({}, KEY)],
    ["policy callers.demo.(name): is not known here", withCaller({ [`x-${KEY}`]: value })],
    ["policy callers.demo.(name): is not known here", withCaller({ "CANARY with a space": value })],
    ...["9f86d081884c7d659a2feaa0c55ad015", "dQw4w9WgXcQ", "s3cr3t"].map((name): [string, unknown] => [
      "policy callers.demo.(name): is not known here",
      withCaller({ [name]: value }),
    ]),
    ["policy callers.demo.read_only: is not known here", withCaller({ read_only: value })],
    ...[
      ["payments-2", "payments-2"],
      ["reconciliation-service-eu-12", "reconciliation-service-eu-12"],
      ["af86d081884c7d659a2feaa0c55ad015", "(name)"],
      ["af86d081-884c-7d65-9a2f-eaa0c55a", "(name)"],
    ].flatMap(([name = "", shown]): [string, unknown][] => [
      [`policy callers.${shown}.routes: at least one is expected`, withCaller({ routes: [] }, name)],
      [
        `policy callers.demo.routes.0.query.${shown}: at least one is expected`,
        withCaller({ routes: [{ ...ROUTE, query: { [name]: [] } }] }),
      ],
    ]),
    [
      "policy callers.demo.routes.0.query.(name): a query parameter's name is expected",
      withCaller({ routes: [{ ...ROUTE, query: { [HASH]: ["*"] } }] }),
    ],
    [
      "policy callers.demo.routes.0.query.x.currency.0: a value as it stands in the query, or *, is expected",
      withCaller({ routes: [{ ...ROUTE, query: { "x.currency": [""] } }] }),
    ],
  ])("%s", (fault, document) => {
    expect(readPolicy(document)).toEqual({ faults: [fault] });
  });
});

test("paths fit their templates segment by segment, and only those", () => {
  const caller = {
    routes: [
      { methods: ["GET"], path: "/business/payouts/{id}" },
      { methods: ["GET"], path: "/business/reports/**" },
    ],
  };
  expect(permitted("GET", "/business/payouts/7", caller).path).toBe("/business/payouts/{id}");
  expect(permitted("GET", "/business/reports/a/b/c", caller).path).toBe("/business/reports/**");
  for (const path of [
    "/business/payouts",
    "/business/payouts/7/x",
    "/business/Payouts/7",
    "/business/reports",
    "/business/other",
  ]) {
    expect(() => permitted("GET", path, caller)).toThrow(
      expect.objectContaining({ problem: "route_forbidden" }),
    );
  }
});

describe("the most specific template decides alone, wherever the policy lists it", () => {
  const narrow = { methods: ["GET"], path: "/business/balance", query: { currency: ["USD"] } };
  const broad = { methods: ["GET", "HEAD"], path: "/business/**" };
  const named = { methods: ["GET", "DELETE"], path: "/business/{name}" };
  const routesIn = (method: string, path: string, routes: readonly object[]) => {
    try {
      return permitted(method, path, { routes }).path;
    } catch (error) {
      return Object(error).problem;
    }
  };

  test.each<[string, string, string]>([
    ["GET", "/business/balance?currency=USD", "/business/balance"],
    ["GET", "/business/balance?currency=EUR", "route_forbidden"],
    ["GET", "/business/balance?currency=USD&x=1", "query_refused"],
    ["HEAD", "/business/balance?currency=EUR", "method_refused"],
    ["DELETE", "/business/balance", "method_refused"],
    ["GET", "/business/BALANCE?currency=EUR", "route_forbidden"],
    ["HEAD", "/business/Balance", "route_forbidden"],
    ["GET", "/business/other", "/business/{name}"],
    ["HEAD", "/business/other", "method_refused"],
    ["HEAD", "/business/balance/history", "/business/**"],
  ])("%s %s: %s", (method, path, outcome) => {
    expect(routesIn(method, path, [narrow, named, broad])).toBe(outcome);
    expect(routesIn(method, path, [broad, named, narrow])).toBe(outcome);
  });

  test("a literal before a name before anything, at the first segment where two differ", () => {
    const routes = ["/business/**", "/business/{a}/x", "/business/b/**", "/business/b/{c}", "/business/b/-c"];
    const decides = (path: string) =>
      routesIn(
        "GET",
        path,
        routes.map((path) => ({ methods: ["GET"], path })),
      );
    expect(decides("/business/b/-c")).toBe("/business/b/-c");
    expect(decides("/business/b/x")).toBe("/business/b/{c}");
    expect(decides("/business/b/x/y")).toBe("/business/b/**");
    expect(decides("/business/a/x")).toBe("/business/{a}/x");
    expect(decides("/business/a/y")).toBe("/business/**");
  });

  test("a template may have routes of its own for other methods", () => {
    const routes = [
      { methods: ["GET"], path: "/business/payouts/{id}" },
      { methods: ["DELETE"], path: "/business/payouts/{payout}", timeoutMs: 500 },
    ];
    expect(permitted("DELETE", "/business/payouts/7", { routes }).timeoutMs).toBe(500);
    expect(() => permitted("PUT", "/business/payouts/7", { routes })).toThrow(
      expect.objectContaining({ headers: { allow: "DELETE, GET" } }),
    );
  });
});

test("the token endpoint is beyond every policy, whatever its letter case and whatever follows", () => {
  const caller = {
    routes: [
      { methods: ["GET", "POST"], path: "/business/**" },
      { methods: ["POST"], path: "/business/{anything}" },
    ],
  };
  for (const path of ["/business/auth", "/business/AUTH", "/business/aUth/x", "/business/auth?x=1"]) {
    expect(() => permitted("POST", path, caller)).toThrow(
      expect.objectContaining({ problem: "route_unknown" }),
    );
  }
});

test("a method that the route does not list is refused, and the right ones are told", () => {
  const caller = { routes: [{ methods: ["GET", "POST"], path: "/business/balance" }] };
  expect(() => permitted("PUT", "/business/balance", caller)).toThrow(
    expect.objectContaining({ problem: "method_refused", headers: { allow: "GET, POST" } }),
  );
  expect(() => permitted("POST", "/business/balance", { ...caller, readOnly: true })).toThrow(
    expect.objectContaining({ problem: "method_refused", headers: { allow: "GET" } }),
  );
});

describe("a route that names its query parameters", () => {
  const caller = {
    routes: [
      { methods: ["GET"], path: "/business/balance", query: { currency: ["USD", "EUR"], page: ["*"] } },
    ],
  };
  test.each(["?currency=USD", "?currency=EUR&page=2", "?page=%20&currency=USD"])("takes %s", (search) => {
    expect(permitted("GET", `/business/balance${search}`, caller).path).toBe("/business/balance");
  });
  test.each([
    ["", "route_forbidden"],
    ["?page=1", "route_forbidden"],
    ["?currency=GBP", "route_forbidden"],
    ["?currency=usd", "route_forbidden"],
    ["?currency=%55SD", "route_forbidden"],
    ["?currency", "route_forbidden"],
    ["?currency=USD&currency=GBP", "query_refused"],
    ["?currency=USD&other=1", "query_refused"],
    ["?currency=USD&", "query_refused"],
    ["?currency=USD&__proto__=1", "query_refused"],
    ["?Currency=USD", "query_refused"],
  ])("refuses «%s»", (search, problem) => {
    expect(() => permitted("GET", `/business/balance${search}`, caller)).toThrow(
      expect.objectContaining({ problem }),
    );
  });
});
