import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PROBLEMS } from "../../src/problem.ts";

test("the README's table has every problem with its status, and no other", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| (\d{3}) +\| `(\w+)` +\|/gm)].map(
    ([, status, name]) => `${status} ${name}`,
  );
  const problems = Object.entries(PROBLEMS).map(([name, [status]]) => `${status} ${name}`);
  expect(rows.sort()).toEqual(problems.sort());
});
