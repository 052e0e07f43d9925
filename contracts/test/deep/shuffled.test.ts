import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { COMMITTED, WRITTEN } from "../../src/directories.ts";
import { drift } from "../../src/drift.ts";

const CONTRACTS = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

test.each([1, 2, 3, 5, 8])(
  "in the order of seed %i, the consumer tests write the committed pacts, byte for byte",
  async (seed) => {
    const run = [VITEST, "run", "--project", "consumers", "--sequence.seed", String(seed)];
    const { stdout } = await promisify(execFile)(process.execPath, run, { cwd: CONTRACTS });
    expect(stdout).toContain(`seed "${seed}"`);
    expect(drift(COMMITTED, WRITTEN)).toBe("");
  },
);
