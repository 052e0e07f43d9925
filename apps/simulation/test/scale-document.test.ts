import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Row } from "../src/report/row.ts";
import { insertTables, scaleTables } from "../src/report/scale-tables.ts";

const read = (path: string) => readFile(fileURLToPath(new URL(path, import.meta.url).href), "utf8");

test("has tables that match the results", async () => {
  const results = ["alone", "shared", "gateway"].map((name) => read(`../results/${name}.json`));
  const rows: Row[] = (await Promise.all(results)).flatMap((text) => JSON.parse(text));
  const document = await read("../../../docs/scale.md");
  expect(insertTables(document, scaleTables(rows))).toBe(document);
});
