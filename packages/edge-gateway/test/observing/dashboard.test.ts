import { describe, expect, test } from "vitest";
import { dashboard } from "./statements.ts";

const PLUGIN = "vertamedia-clickhouse-datasource";
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana
const DATASOURCE = { type: PLUGIN, uid: "${datasource}" };

describe("the dashboard", () => {
  const { panels, templating } = dashboard;

  test("selects its data source, dataset, and callers by variables", () => {
    const variables = templating.list.map(({ type, name, query }) => ({ type, name, query }));
    expect(variables).toEqual([
      { type: "datasource", name: "datasource", query: PLUGIN },
      { type: "textbox", name: "dataset", query: "wakapay_gateway_production" },
      { type: "textbox", name: "caller", query: "%" },
    ]);
  });

  test("has titles and descriptions", () => {
    expect(dashboard).toMatchObject({ title: "WakaPay edge gateway", uid: "wakapay-edge-gateway" });
    for (const { title, description } of panels) {
      expect(title).not.toBe("");
      expect(description).toMatch(/\.$/);
    }
  });

  test("queries the data source of the variable, by the column of the time", () => {
    for (const { datasource, targets } of panels) {
      expect(datasource).toEqual(DATASOURCE);
      expect(targets).toHaveLength(1);
      for (const target of targets) {
        expect(target).toMatchObject({
          datasource: DATASOURCE,
          dateTimeColDataType: "timestamp",
          dateTimeType: "DATETIME",
        });
        // The plugin reads the time from the first column, and the names of series from GROUP BY.
        if (target.format === "time_series") expect(target.query).toMatch(/^SELECT\s+\$timeSeries AS t,/);
        expect(namesIn(target.query).filter((name) => !target.query.includes(` AS ${name}`))).toEqual([]);
      }
    }
  });

  test("filters requests by caller", () => {
    const queries = panels.flatMap(({ targets }) => targets.map(({ query }) => query));
    for (const query of queries.filter((text) => text.includes("'request'")))
      expect(query).toContain("blob3 LIKE '$caller'");
  });

  test("has panels that fill the grid and do not overlap", () => {
    const cells = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells).not.toContain(`${x},${y}`);
          cells.add(`${x},${y}`);
        }
    }
    const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
    expect(cells.size).toBe(24 * height);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

/** The names in the GROUP BY of a query. */
function namesIn(query: string): readonly string[] {
  const [, names = ""] = /^GROUP BY (.+)$/m.exec(query) ?? [];
  return names.split(", ");
}
