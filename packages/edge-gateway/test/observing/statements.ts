import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A SQL statement of the document or the dashboard. */
export interface Statement {
  /** The heading above it, or the title of its panel. */
  readonly name: string;
  readonly sql: string;
}

/** A panel of the dashboard, as far as the tests read it. */
export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly {
    readonly query: string;
    readonly format: string;
    readonly datasource: Panel["datasource"];
    readonly dateTimeColDataType: string;
    readonly dateTimeType: string;
  }[];
}

/** The dashboard, as far as the tests read it. */
export interface Dashboard {
  readonly title: string;
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly type: string; readonly name: string; readonly query: string }[];
  };
}

export const DATASET = "wakapay_gateway_production";

const readText = (name: string) => readFile(join(import.meta.dirname, "../..", name), "utf8");

/** The text of `docs/observing.md`. */
export const observing: string = await readText("docs/observing.md");

/** `dashboards/edge-gateway.json`. */
export const dashboard: Dashboard = JSON.parse(await readText("dashboards/edge-gateway.json"));

/** The statements of the document. */
export const documented: readonly Statement[] = [...observing.matchAll(/^```sql\n(.+?)^```$/gms)].map(
  ({ 1: sql = "", index }) => {
    const headings = [...observing.slice(0, index).matchAll(/^(?:### (.+)|\*\*(.+?)\.\*\*)/gm)];
    const [, heading, lead] = headings.at(-1) ?? [];
    return { name: heading ?? lead ?? "", sql };
  },
);

/** The statements of the dashboard, as the plugin sends them for all callers and 60 seconds. */
export const shown: readonly Statement[] = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ query }) => ({ name: title, sql: expandMacros(query) })),
);

/** Replaces the variables and the macros of the Altinity plugin for ClickHouse. */
function expandMacros(query: string): string {
  return query
    .replaceAll("$timeSeries", "(intDiv(toUInt32(timestamp), $interval) * $interval) * 1000")
    .replaceAll("$timeFilter", "timestamp >= toDateTime(0) AND timestamp <= toDateTime(4102444800)")
    .replaceAll("$interval", "60")
    .replaceAll("$dataset", DATASET)
    .replaceAll("$caller", "%");
}
