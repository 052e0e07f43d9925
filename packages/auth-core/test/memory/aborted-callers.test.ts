import { execFile } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("aborted-callers.ts", import.meta.url));

it("releases the memory of a caller when it aborts", { timeout: 30_000 }, async () => {
  const { stdout } = await promisify(execFile)(execPath, ["--expose-gc", PROGRAM]);
  expect(Number(stdout)).toBeLessThan(600);
});
