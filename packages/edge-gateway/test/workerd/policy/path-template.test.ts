import { describe, expect, test } from "vitest";
import { bySpecificity, parseTemplate, templateFault } from "../../../src/policy/path-template.ts";

describe("templateFault", () => {
  test.each([
    ["/business/balance", undefined],
    ["/business/payouts/{payoutId}/**", undefined],
    ["/business/**", undefined],
    ["/business/*", "must use {name} for any one segment, or ** at the end for all that follow, not *"],
    ["/business/pay*", "must use {name} for any one segment, or ** at the end for all that follow, not *"],
    ["/business/***", "must use {name} for any one segment, or ** at the end for all that follow, not *"],
    ["/business/**/x", "must not contain ** before the last segment"],
    ["/business/:id", "must name a parameter as {name}, not :name"],
    ["/business/payouts/", "must not end with a slash"],
    ["/business/", "must not end with a slash"],
    ["/business", "must start with /business/"],
    ["/Business/balance", "must start with /business/"],
    ["business/balance", "must start with /business/"],
    ["https://api.example/business/balance", "must start with /business/"],
    ["/business//balance", "must not contain an empty segment"],
    ["/business/balance?currency=USD", "must not contain a query: list its parameters in query"],
    ["/business/{Id}", "must use {name} for a whole segment, with a name of letters and digits"],
    ["/business/x-{id}", "must use {name} for a whole segment, with a name of letters and digits"],
    ["/business/balance.json", "must contain only letters, digits, - and _ in its segments"],
    ["/business/%61uth", "must contain only letters, digits, - and _ in its segments"],
    ["/business/Auth", "must not include the token endpoint, /business/auth"],
    ["/business/auth/x", "must not include the token endpoint, /business/auth"],
    ["/business/authors", undefined],
  ])("%s: %s", (path, fault) => {
    expect(templateFault(path)).toBe(fault);
  });
});

describe("pattern", () => {
  test.each([
    ["/business/balance", "/business/balance", true],
    ["/business/balance", "/business/Balance", false],
    ["/business/balance", "/business/balance/x", false],
    ["/business/payouts/{id}", "/business/payouts/7", true],
    ["/business/payouts/{id}", "/business/payouts", false],
    ["/business/payouts/{id}", "/business/payouts/7/x", false],
    ["/business/reports/**", "/business/reports/a/b/c", true],
    ["/business/reports/**", "/business/reports", false],
  ])("compares %s with %s: %s", (template, path, expected) => {
    expect(parseTemplate(template).pattern.test(path)).toBe(expected);
  });

  test("considers letter case, and patternOfAnyCase does not", () => {
    const { pattern, patternOfAnyCase } = parseTemplate("/business/Payouts/{id}");
    expect(pattern.test("/business/payOUTS/7")).toBe(false);
    expect(patternOfAnyCase.test("/business/payOUTS/7")).toBe(true);
    expect(patternOfAnyCase.test("/business/payOUTS/7/x")).toBe(false);
  });
});

test("gives templates that match the same paths the same ID", () => {
  const idOf = (path: string) => parseTemplate(path).id;
  expect(idOf("/business/payouts/{id}")).toBe(idOf("/business/Payouts/{payout}"));
  expect(idOf("/business/payouts/{id}")).not.toBe(idOf("/business/payouts/**"));
  expect(idOf("/business/payouts/rest")).not.toBe(idOf("/business/payouts/**"));
});

test("sorts literals before parameters, and parameters before **", () => {
  const sorted = [
    "/business",
    "/business/b",
    "/business/b/-c",
    "/business/b/{c}",
    "/business/b/**",
    "/business/{a}/x",
    "/business/**",
  ];
  for (let turn = 0; turn < sorted.length; turn += 1) {
    const shuffled = [...sorted.slice(turn), ...sorted.slice(0, turn)].reverse();
    const templates = shuffled.map((path) => ({ path, ...parseTemplate(path) }));
    expect(templates.sort(bySpecificity).map(({ path }) => path)).toEqual(sorted);
  }
});
