import { readFileSync } from "node:fs";
import type { MetricData } from "@opentelemetry/sdk-metrics";
import { DataPointType } from "@opentelemetry/sdk-metrics";
import { createTokenManager } from "@wakapay/auth-core";
import { memoryStore } from "@wakapay/auth-core/layers";
import { instrument } from "@wakapay/auth-core/opentelemetry";
import { createSandbox } from "@wakapay/sandbox";
import { expect, it } from "vitest";
import dashboard from "../../dashboards/grafana.json" with { type: "json" };
import { startTelemetry } from "./telemetry.ts";

const { panels } = dashboard;
const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

const underscored = (name: string) => name.replaceAll(/[^A-Za-z0-9_]/g, "_");

/**
 * Returns the names of a metric in Prometheus. Prometheus and the collector add the unit to the
 * names that they receive over OTLP. The Prometheus exporter of the SDK does not.
 */
function prometheusNames(metric: MetricData, source: "otlp" | "exporter"): string[] {
  const { descriptor, dataPointType } = metric;
  const hasUnit = source === "otlp" && descriptor.unit === "s";
  const translated = underscored(descriptor.name) + (hasUnit ? "_seconds" : "");
  switch (dataPointType) {
    case DataPointType.HISTOGRAM:
      return ["_bucket", "_count", "_sum"].map((suffix) => translated + suffix);
    case DataPointType.SUM:
      return [`${translated}_total`];
    default:
      return [translated];
  }
}

/** Returns the metrics of a manager to which everything happened that has its own attributes. */
async function recordedMetrics(): Promise<readonly MetricData[]> {
  const telemetry = startTelemetry();
  const credentials = { apiKey: "key", apiSecret: "secret" };
  const sandbox = createSandbox({ credentials: [credentials] });
  const baseUrl = "https://api.test.wakapay.io";
  const read = () => Promise.reject(new Error("no connection"));
  const store = { ...memoryStore(), read };
  sandbox.fault({ status: 503, times: 1 });
  const options = { baseUrl, ...credentials, store, fetch: sandbox.fetch, random: () => 0 };
  await createTokenManager(instrument(options)).getToken();
  return telemetry.metrics();
}

/** Returns the patterns of the metrics that a query reads. */
function metricPatterns(query: string): string[] {
  const names = query.match(/\bwakapay_auth_\w+(?=\{|, job\))/g) ?? [];
  const patterns = [...query.matchAll(/__name__=~"([^"]+)"/g)].map(([, pattern = ""]) => pattern);
  return [...names, ...patterns].map((pattern) => `^(?:${pattern})$`);
}

it("queries only metrics and attributes that instrument records", async () => {
  const metrics = await recordedMetrics();
  const attributes = metrics.flatMap(({ dataPoints }) =>
    dataPoints.flatMap((one) => Object.keys(one.attributes)),
  );
  const labels = new Set([...attributes.map(underscored), "__name__", "job", "instance", "le"]);
  const everyQuery = [...queries, ...dashboard.templating.list.map(({ definition = "" }) => definition)];
  const queried = new Set(everyQuery.flatMap(metricPatterns));
  expect(queried.size).toBe(4);
  for (const source of ["otlp", "exporter"] as const) {
    const names = metrics.flatMap((metric) => prometheusNames(metric, source));
    const unknown = [...queried].filter((pattern) => !names.some((name) => new RegExp(pattern).test(name)));
    expect(unknown).toEqual([]);
  }
  const matched = queries.flatMap((query) =>
    [...query.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label = ""]) => label),
  );
  const grouped = queries.flatMap((query) =>
    [...query.matchAll(/ by \(([^)]+)\)/g)].flatMap(([, list = ""]) => list.split(", ")),
  );
  const shown = panels.flatMap(({ targets }) =>
    targets.flatMap(({ legendFormat }) =>
      [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label),
    ),
  );
  expect([...matched, ...grouped, ...shown].filter((label) => !labels.has(label))).toEqual([]);
});

it("reads from the data source that the user selects", () => {
  const sources = panels.flatMap(({ datasource, targets }) => [
    datasource,
    ...targets.map((one) => one.datasource),
  ]);
  for (const { uid } of sources) expect(uid).toBe(`\${datasource}`);
});

it("lays out its panels on 24 columns without overlaps", () => {
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

it("has the query that the document shows", () => {
  const document = readFileSync(new URL("../../docs/opentelemetry.md", import.meta.url), "utf8");
  const [, query = ""] = /^```promql\n(.*?)^```$/ms.exec(document) ?? [];
  const simplified = queries.map((each) =>
    each.replaceAll(/\{__name__=~"(\w+)\(_seconds\)\?(\w*)", job=~"\$job"\}/g, "$1_seconds$2"),
  );
  const oneLine = (text: string) => text.replaceAll(/\s+/g, "");
  expect(simplified.map(oneLine)).toContain(oneLine(query));
});
