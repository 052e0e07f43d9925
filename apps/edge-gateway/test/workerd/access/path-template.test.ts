import { describe, expect, test } from "vitest";
import { bySpecificity, matches, parseTemplate, templateId } from "../../../src/access/path-template.ts";

const segmentsOf = (path: string) => path.slice(1).split("/");

describe("matches", () => {
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
    expect(matches(parseTemplate(template), segmentsOf(path))).toBe(expected);
  });

  test("ignores letter case on request", () => {
    const template = parseTemplate("/business/Payouts/{id}");
    expect(matches(template, segmentsOf("/business/payOUTS/7"), true)).toBe(true);
    expect(matches(template, segmentsOf("/business/payOUTS/7"))).toBe(false);
  });
});

test("templateId is equal for templates that match the same paths", () => {
  const idOf = (path: string) => templateId(parseTemplate(path));
  expect(idOf("/business/payouts/{id}")).toBe(idOf("/business/Payouts/{payout}"));
  expect(idOf("/business/payouts/{id}")).not.toBe(idOf("/business/payouts/**"));
  expect(idOf("/business/payouts/rest")).not.toBe(idOf("/business/payouts/**"));
});

test("bySpecificity sorts literals before parameters before **, in every order", () => {
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
