import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

test("wakapay-gateway key prints a key once, and its entry for the policy", async () => {
  const { code, lines } = await runCommand("key", ["billing"]);
  expect(lines.join("\n").match(/wgk_billing_[0-9A-Za-z]{38}/g)).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/^ {2}"billing": \{ "keys": \["sha256:[0-9a-f]{64}"\]/);
  expect(code).toBe(0);
});

test.each(["Bad Name", "constructor"])('wakapay-gateway key rejects the name "%s"', async (name) => {
  const { code, lines, errors } = await runCommand("key", [name]);
  expect(errors).toContain("a-z");
  expect(lines).toEqual([""]);
  expect(code).toBe(2);
});

test("wakapay-gateway key prints the key and its hash as JSON with --json", async () => {
  const { lines } = await runCommand("key", ["--json", "billing"]);
  expect(JSON.parse(lines.join())).toEqual({
    caller: "billing",
    key: expect.stringMatching(/^wgk_billing_/),
    hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
});
