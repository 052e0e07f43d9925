import { expect, test } from "vitest";
import { testTotals } from "../../src/workspace/test-totals.ts";

test("adds up the totals of all packages", () => {
  const output = [
    "@wakapay/sandbox:test: $ vitest run",
    "@wakapay/sandbox:test: \u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m12 passed\u001b[39m\u001b[22m\u001b[90m (12)\u001b[39m",
    "@wakapay/auth-core:test:       Tests  2 failed | 30 passed (32)",
    "Failed:    @wakapay/auth-core#test",
  ].join("\n");
  expect(testTotals(output)).toEqual({ passed: 42, failed: 2, notes: [] });
});

test("counts two suites of one package", () => {
  const output = "@wakapay/edge-gateway:test:       Tests  3 passed (3)\n".repeat(2);
  expect(testTotals(output)).toMatchObject({ passed: 6, failed: 0 });
});

test("counts and names a package that fails without a failing test", () => {
  const output = [
    "@wakapay/contracts:test: Error: Cannot read the configuration",
    "@wakapay/sandbox:test:       Tests  1 failed (1)",
    "Failed:    @wakapay/contracts#test, @wakapay/sandbox#test",
  ].join("\n");
  expect(testTotals(output)).toEqual({
    passed: 0,
    failed: 2,
    notes: ["@wakapay/contracts#test failed outside its tests"],
  });
});

test("lists tests that were not run, skipped, or left to do, once each", () => {
  const output = [
    "@wakapay/auth-core:test: not run: the Redis suite, because redis-server is not installed",
    "@wakapay/auth-core:test: not run: the Redis suite, because redis-server is not installed",
    "@wakapay/auth-core:test:       Tests  1 passed | 2 skipped | 1 todo (4)",
  ].join("\n");
  expect(testTotals(output).notes).toEqual([
    "@wakapay/auth-core: not run: the Redis suite, because redis-server is not installed",
    "@wakapay/auth-core: 2 skipped",
    "@wakapay/auth-core: 1 todo",
  ]);
});

test("ignores a total inside another line", () => {
  const output = '@wakapay/scripts:test: the line was "Tests  5 passed (5)"';
  expect(testTotals(output)).toMatchObject({ passed: 0 });
});
