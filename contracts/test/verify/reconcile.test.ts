import { describe, expect, test } from "vitest";
import type { Pact } from "../../src/pact/pact-set.ts";
import { reconcile } from "../../src/verify/reconcile.ts";
import type { PactResult } from "../../src/verify/run-verifier.ts";

const never = () => false;

describe("reconcile", () => {
  test("reports an interaction that ran but is not committed", () => {
    const { problems } = reconcile([pact("shop", "a token request")], never, [
      passed("shop", "a token request"),
      passed("shop", "a refund"),
    ]);
    expect(problems).toEqual(['shop: "a refund" ran but is not a committed interaction.']);
  });

  test("counts an interaction that ran twice only once", () => {
    const { problems } = reconcile([pact("shop", "a token request")], never, [
      passed("shop", "a token request"),
      passed("shop", "a token request"),
    ]);
    expect(problems).toHaveLength(1);
  });

  test("does not count the result of another consumer", () => {
    const { results } = reconcile([pact("shop", "a token request")], never, [
      passed("till", "a token request"),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["not run"]);
  });

  test("reports a pending interaction even if it passed", () => {
    const pending = { ...passed("shop", "a token request"), pending: true };
    const { problems } = reconcile([pact("shop", "a token request")], never, [pending]);
    expect(problems).toEqual(['shop: "a token request" ran as pending.']);
  });
});

function pact(name: string, description: string): Pact {
  const interactions = [{ description, request: {} }];
  return { file: "", consumer: { name }, provider: { name: "wakapay-api" }, interactions, metadata: {} };
}

function passed(consumer: string, description: string): PactResult {
  return { consumer, description, result: "OK", pending: false };
}
