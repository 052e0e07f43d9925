import { expect, test } from "vitest";
import { drawChart } from "../../../apps/bench/src/report/chart.ts";
import type { Measurement, Row } from "../../../apps/bench/src/table/row.ts";

const row: Row = {
  id: "row",
  title: "Requests with `fetch` & a <key>",
  unit: "ratio",
  better: "lower",
  mark: 1.2,
  method: "",
  meaning: "",
};

function measured(...values: readonly (number | null)[]): Measurement {
  return {
    baseline: "the baseline",
    subjects: values.map((value, index) => ({ name: `subject ${index}`, isOurs: index === 0, value })),
  };
}

const barsOf = (svg: string) =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));

test("draws a bar for each measured subject, in proportion", () => {
  const [one = 0, two = 0, ...others] = barsOf(drawChart(row, measured(1, 2, null)));
  expect(two / one).toBeCloseTo(2);
  expect(others).toEqual([]);
});

test("uses a logarithmic scale if the values differ by more than 20 times", () => {
  const svg = drawChart(row, measured(1, 1_000));
  const [one = 0, other = 0] = barsOf(svg);
  expect(svg).toContain("logarithmic scale");
  expect(other / one).toBeLessThan(20);
});

test("escapes text, and has colors for light and dark pages", () => {
  const svg = drawChart(row, measured(1));
  expect(svg).toContain("&amp; a &lt;key>");
  expect(svg).toContain("@media (prefers-color-scheme: dark)");
});

test("writes the name of the mark above its line", () => {
  const svg = drawChart(row, measured(1));
  const [, line] = svg.match(/class="mark" x1="([\d.]+)"/) ?? [];
  const [, name] = svg.match(/<text x="([\d.]+)"[^>]*>mark: 1.20</) ?? [];
  expect(line).toBeDefined();
  expect(name).toBe(line);
});
