import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import example from "../../policy/example.json" with { type: "json" };
import { routeSchema } from "../../src/access/policy-schema.ts";
import { PROBLEMS } from "../../src/http/problem.ts";

test("the README's table has every problem with its status, and no other", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| (\d{3}) +\| `(\w+)` +\|/gm)].map(
    ([, status, name]) => `${status} ${name}`,
  );
  const problems = Object.entries(PROBLEMS).map(([name, { status }]) => `${status} ${name}`);
  expect(rows.sort()).toEqual(problems.sort());
});

test("the README's table has every member of a policy, and the example shows each", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, table = ""] = readme.split("\n## The policy\n");
  const rows = [...(table.split("\n## ")[0] ?? "").matchAll(/^\| `([\w[\].]+)`/gm)].map(([, name]) => name);
  const shown = Object.values(example.callers).flatMap(({ routes, ...others }) => [
    ...Object.keys(others),
    ...routes.flatMap((route) => Object.keys(route).map((name) => `routes[].${name}`)),
  ]);
  expect([...new Set(shown)].sort()).toEqual([...rows].sort());
  const members = Object.keys(routeSchema.entries).map((name) => `routes[].${name}`);
  expect(rows.filter((name) => name?.startsWith("routes")).sort()).toEqual(members.sort());
});
