import { describe, expect, test } from "vitest";
import { authorize } from "../../../src/access/authorize.ts";
import { readTarget } from "../../../src/http/request-target.ts";
import { readPolicy } from "../../../src/policy/policy.ts";

/** Authorizes a request of a caller with this policy. */
function authorizeWith(caller: object, method: string, path: string) {
  const policy = readPolicy({ callers: { demo: { keys: [], ...caller } } });
  const demo = "callers" in policy && policy.callers.get("demo");
  if (!demo) throw new TypeError(JSON.stringify(policy));
  return authorize(method, readTarget(`https://gateway.example${path}`), demo);
}

/** Returns the template of the route that allows the request, or the name of the problem. */
function outcomeOf(caller: object, method: string, path: string): string {
  try {
    return authorizeWith(caller, method, path).path;
  } catch (error) {
    return Object(error).problem;
  }
}

const get = (path: string, others: object = {}) => ({ methods: ["GET"], path, ...others });

describe("authorize", () => {
  test("rejects a path that no template matches", () => {
    const routes = [get("/business/payouts/{id}"), get("/business/reports/**")];
    expect(outcomeOf({ routes }, "GET", "/business/payouts/7")).toBe("/business/payouts/{id}");
    expect(outcomeOf({ routes }, "GET", "/business/reports/a/b")).toBe("/business/reports/**");
    for (const path of ["/business/payouts", "/business/payouts/7/x", "/business/Payouts/7", "/business/x"])
      expect(outcomeOf({ routes }, "GET", path)).toBe("route_forbidden");
  });

  describe("lets only the most specific template decide, in any order of the policy", () => {
    const narrow = get("/business/balance", { query: { currency: ["USD"] } });
    const broad = { methods: ["GET", "HEAD"], path: "/business/**" };
    const named = { methods: ["GET", "DELETE"], path: "/business/{name}" };

    test.each([
      ["GET", "/business/balance?currency=USD", "/business/balance"],
      ["GET", "/business/balance?currency=EUR", "query_forbidden"],
      ["GET", "/business/balance?currency=USD&x=1", "query_refused"],
      ["HEAD", "/business/balance?currency=EUR", "method_refused"],
      ["DELETE", "/business/balance", "method_refused"],
      ["GET", "/business/BALANCE?currency=EUR", "route_forbidden"],
      ["HEAD", "/business/Balance", "route_forbidden"],
      ["GET", "/business/other", "/business/{name}"],
      ["HEAD", "/business/other", "method_refused"],
      ["HEAD", "/business/balance/history", "/business/**"],
    ])("%s %s: %s", (method, path, outcome) => {
      expect(outcomeOf({ routes: [narrow, named, broad] }, method, path)).toBe(outcome);
      expect(outcomeOf({ routes: [broad, named, narrow] }, method, path)).toBe(outcome);
    });
  });

  test("allows a template to have one route per method", () => {
    const routes = [
      get("/business/payouts/{id}"),
      { methods: ["DELETE"], path: "/business/payouts/{payout}", timeoutMs: 500 },
    ];
    expect(authorizeWith({ routes }, "DELETE", "/business/payouts/7").timeoutMs).toBe(500);
    expect(() => authorizeWith({ routes }, "PUT", "/business/payouts/7")).toThrow(
      expect.objectContaining({ headers: { allow: "DELETE, GET" } }),
    );
  });

  test("says so if only the letter case of the path is wrong", () => {
    const routes = [get("/business/payouts/{id}"), { methods: ["POST"], path: "/business/Payouts/{id}" }];
    expect(() => authorizeWith({ routes }, "GET", "/business/PAYOUTS/7")).toThrow(
      expect.objectContaining({
        problem: "route_forbidden",
        message: expect.stringContaining("letter case"),
      }),
    );
    expect(() => authorizeWith({ routes }, "GET", "/business/other/7")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("letter case") }),
    );
  });

  test("names /readyz in route_unknown", () => {
    expect(() => authorizeWith({ routes: [get("/business/x")] }, "GET", "/other")).toThrow(/readyz/);
  });

  test("never allows the token endpoint, in any letter case or with more segments", () => {
    const routes = [
      { methods: ["GET", "POST"], path: "/business/**" },
      { methods: ["POST"], path: "/business/{anything}" },
    ];
    for (const path of ["/business/auth", "/business/AUTH", "/business/aUth/x", "/business/auth?x=1"])
      expect(outcomeOf({ routes }, "POST", path)).toBe("route_unknown");
  });

  test("lists the allowed methods if the method is not allowed", () => {
    const routes = [{ methods: ["GET", "POST"], path: "/business/balance" }];
    expect(() => authorizeWith({ routes }, "PUT", "/business/balance")).toThrow(
      expect.objectContaining({ problem: "method_refused", headers: { allow: "GET, POST" } }),
    );
    expect(() => authorizeWith({ routes, readOnly: true }, "POST", "/business/balance")).toThrow(
      expect.objectContaining({ problem: "method_refused", headers: { allow: "GET" } }),
    );
  });

  describe("checks the query on a route that names its parameters", () => {
    const routes = [get("/business/balance", { query: { currency: ["USD", "EUR"], page: ["*"] } })];

    test.each([
      ["?currency=USD", "/business/balance"],
      ["?currency=EUR&page=2", "/business/balance"],
      ["?page=%20&currency=USD", "/business/balance"],
      ["", "query_forbidden"],
      ["?page=1", "query_forbidden"],
      ["?currency=GBP", "query_forbidden"],
      ["?currency=usd", "query_forbidden"],
      ["?currency=%55SD", "query_forbidden"],
      ["?currency", "query_forbidden"],
      ["?currency=USD&currency=GBP", "query_refused"],
      ["?currency=USD&other=1", "query_refused"],
      ["?currency=USD&", "query_refused"],
      ["?currency=USD&__proto__=1", "query_refused"],
      ["?Currency=USD", "query_refused"],
      ["?currency=USD;account=42", "query_refused"],
      ["?currency=USD&page=2;account=42", "query_refused"],
      ["?currency=USD&page=;", "query_refused"],
      ["?currency=USD&page=2%3B3", "/business/balance"],
    ])('"%s": %s', (search, outcome) => {
      expect(outcomeOf({ routes }, "GET", `/business/balance${search}`)).toBe(outcome);
    });
  });
});
