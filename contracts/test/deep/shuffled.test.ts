import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeDrift } from "../../src/pact/describe-drift.ts";
import { COMMITTED_PACTS, WRITTEN_PACTS } from "../../src/pact/paths.ts";

const CONTRACTS = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

test.each([1, 2, 3, 5, 8])("the consumer tests write the committed pacts with the seed %i", async (seed) => {
  const run = [VITEST, "run", "--project", "consumers", "--sequence.seed", String(seed)];
  const { stdout } = await promisify(execFile)(process.execPath, run, { cwd: CONTRACTS });
  expect(stdout).toContain(`seed "${seed}"`);
  expect(describeDrift(COMMITTED_PACTS, WRITTEN_PACTS)).toBe("");
});
