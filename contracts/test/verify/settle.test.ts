import { expect, test } from "vitest";
import type { Pact } from "../../src/verify/pact-set.ts";
import type { PactResult } from "../../src/verify/run-verifier.ts";
import { settle } from "../../src/verify/settle.ts";

const never = () => false;

test("what ran and is not committed is refused by name", () => {
  const { refusals } = settle([pact("shop", "an exchange")], never, [
    ran("shop", "an exchange"),
    ran("shop", "a gift"),
  ]);
  expect(refusals).toEqual(["shop: «a gift» ran and is not among the committed interactions."]);
});

test("what ran twice counts once", () => {
  const { refusals } = settle([pact("shop", "an exchange")], never, [
    ran("shop", "an exchange"),
    ran("shop", "an exchange"),
  ]);
  expect(refusals).toHaveLength(1);
});

test("an interaction that another consumer shares does not count for this one", () => {
  const { results } = settle([pact("shop", "an exchange")], never, [ran("till", "an exchange")]);
  expect(results.map(({ outcome }) => outcome)).toEqual(["not run"]);
});

test("what ran as pending is refused, although it held", () => {
  const pending = { ...ran("shop", "an exchange"), pending: true };
  expect(settle([pact("shop", "an exchange")], never, [pending]).refusals).toEqual([
    "shop: «an exchange» ran as pending.",
  ]);
});

function pact(name: string, description: string): Pact {
  const interactions = [{ description, request: {} }];
  return { file: "", consumer: { name }, provider: { name: "wakapay-api" }, interactions, metadata: {} };
}

function ran(consumer: string, description: string): PactResult {
  return { consumer, description, result: "OK", pending: false };
}
