import { dateAfter } from "@wakapay/edge-gateway/internal/policy/key-entry";
import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

test("wakapay-gateway key prints a key once, and its entry for the policy", async () => {
  const { code, lines, errors } = await runCommand("key", ["billing"]);
  expect(lines.join("\n").match(/wgk_billing_[0-9A-Za-z]{38}/g)).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/^ {2}"sha256:[0-9a-f]{64}"$/);
  expect(errors).toMatch(/^No policy in this folder has the caller billing yet\. .*\n$/);
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
    keyId: expect.stringMatching(/^[0-9a-f]{8}$/),
    hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
});

test("wakapay-gateway key prints an entry with expires and note for --days and --note", async () => {
  const before = dateAfter(90, Date.now());
  const args = ["billing", "--days", "90", "--note", 'the "blue" server'];
  const { code, lines } = await runCommand("key", args);
  const after = dateAfter(90, Date.now());
  const { hash, expires, note } = JSON.parse(lines.at(-1) ?? "");
  expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect([before, after]).toContain(expires);
  expect(note).toBe('the "blue" server');
  expect(lines).toContain(
    `It works until the end of ${expires} (UTC). In the log, its keyId is ${hash.slice(7, 15)}.`,
  );
  expect(code).toBe(0);
});

test.each([
  ["--days", "0"],
  ["--days", "9999"],
  ["--note", "two\nlines"],
])("wakapay-gateway key rejects %s %j", async (flag, value) => {
  const { code, errors } = await runCommand("key", ["billing", flag, value]);
  expect(errors).toMatch(new RegExp(`^wakapay-gateway key: \`${flag}\` must be`));
  expect(code).toBe(2);
});
