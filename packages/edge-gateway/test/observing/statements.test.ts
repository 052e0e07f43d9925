import { describe, expect, test } from "vitest";
import { DATASET, documented, observing, shown } from "./statements.ts";

/** The functions that these statements may use, of those that Analytics Engine supports. */
const FUNCTIONS = new Set([
  "if",
  "intdiv",
  "max",
  "now",
  "quantileexactweighted",
  "sum",
  "sumif",
  "todatetime",
  "tostartofinterval",
  "touint32",
]);

/** Columns that every dataset has. */
const COMMON = ["timestamp", "_sample_interval"];

/** The columns of each kind, as the document lists them. */
const columns = { request: columnsOf("request"), exchange: columnsOf("exchange") };

function columnsOf(kind: "request" | "exchange"): ReadonlySet<string> {
  const rows = observing.matchAll(/^\| `(\w+)` +\| `\w+` +\| (yes|) *\| (yes|) *\|/gm);
  const names = [...rows].flatMap(([, column = "", request, exchange]) =>
    (kind === "request" ? request : exchange) ? [column] : [],
  );
  return new Set([...COMMON, ...names]);
}

test("finds the statements", () => {
  expect(documented.length).toBe(observing.match(/^```sql$/gm)?.length);
  expect(documented.length).toBeGreaterThanOrEqual(12);
  expect(shown.length).toBeGreaterThanOrEqual(10);
  expect(columns.request.size).toBeGreaterThan(10);
});

describe.each([...documented, ...shown])("$name", ({ sql }) => {
  const bare = sql.replaceAll(/'[^']*'/g, "''");

  test("reads columns of its kind only", () => {
    const [, kind] = /\bWHERE blob1 = '(request|exchange)' AND /.exec(sql) ?? [];
    const used = bare.match(/\b(?:(?:blob|double|index)\d+|timestamp|_sample_interval)\b/g) ?? [];
    const known = kind === "request" ? columns.request : kind === "exchange" ? columns.exchange : new Set();
    expect(used.filter((column) => !known.has(column))).toEqual([]);
  });

  test("uses functions of Analytics Engine, and corrects for sampling", () => {
    const called = [...bare.matchAll(/\b(\w+)\(/g)].map(([, name = ""]) => name.toLowerCase());
    expect(called.filter((name) => !FUNCTIONS.has(name))).toEqual([]);
    expect(bare).toContain("_sample_interval");
    expect(bare).not.toMatch(/\bcount\(|\bavg\(|\bJOIN\b|\bUNION\b|\bWITH\b|\bOVER\b/i);
  });

  test("reads one dataset, in a range of time", () => {
    expect(bare.match(/\bFROM (\w+)\b/g)).toEqual([`FROM ${DATASET}`]);
    expect(bare).toMatch(/\btimestamp >=? (?:NOW\(\) - INTERVAL ''|toDateTime\()/);
  });
});
