import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Figure, figuresOf } from "../../src/http/figures.ts";
import { DATASET, documented, type Statement, shown } from "../observing/statements.ts";
import { startClickHouse } from "./clickhouse.ts";

const clickHouse = await startClickHouse().catch((error: unknown) => {
  const [reason] = String(Object(error).stderr || error).split("\n");
  process.stderr.write(
    `not run: the statements in ClickHouse, because npm could not install it (${reason})\n`,
  );
});
afterAll(() => clickHouse?.close());

const REQUEST: Figure = {
  kind: "request",
  account: "default",
  caller: "billing",
  keyId: "0123abcd",
  route: "/business/payouts/{id}",
  method: "GET",
  tokenFrom: "isolate",
  status: 200,
  durationMs: 120,
  upstreamMs: 118,
  sends: 1,
};
const EXCHANGE: Figure = {
  kind: "exchange",
  account: "default",
  tokenFrom: "broker",
  pair: "current",
  result: "issued",
  durationMs: 250,
  attempt: 1,
};
/** The start of this minute, so that rows of a test are in one interval. */
const MINUTE = Math.floor(Date.now() / 60_000) * 60;
const ALERTS = documented.slice(documented.findIndex(({ name }) => name === "The broker is down"));

/** The columns that a figure does not fill. */
const numbers = Array.from({ length: 20 }, (_, at) => at + 1);
const columns = [...numbers.map((at) => `blob${at}`), ...numbers.map((at) => `double${at}`)];
const types = columns.map((name) => `${name} ${name.startsWith("blob") ? "String" : "Float64"}`);

/** Writes a figure `sampled` times as one row, as the gateway does, some minutes ago. */
function write(figure: Figure, { sampled = 1, minutesAgo = 1 } = {}): void {
  const dataset: AnalyticsEngineDataset = {
    writeDataPoint({ indexes = [], blobs = [], doubles = [] } = {}) {
      const row = {
        timestamp: MINUTE - minutesAgo * 60,
        _sample_interval: sampled,
        index1: indexes[0],
        ...Object.fromEntries(blobs.map((blob, at) => [`blob${at + 1}`, blob])),
        ...Object.fromEntries(doubles.map((double, at) => [`double${at + 1}`, double])),
      };
      clickHouse?.run(`INSERT INTO ${DATASET} FORMAT JSONEachRow ${JSON.stringify(row)}`);
    },
  };
  figuresOf(dataset)?.(figure);
}

function rowsOf(name: string, statements: readonly Statement[] = documented) {
  return clickHouse?.run(statements.find((statement) => statement.name === name)?.sql ?? "") ?? [];
}

function firing(): readonly string[] {
  return ALERTS.filter(({ name }) => rowsOf(name, ALERTS).length > 0).map(({ name }) => name);
}

beforeEach(() => {
  clickHouse?.run("CREATE DATABASE IF NOT EXISTS figures");
  clickHouse?.run("USE figures");
  clickHouse?.run(`DROP TABLE IF EXISTS ${DATASET}`);
  clickHouse?.run(
    `CREATE TABLE ${DATASET} (timestamp DateTime, _sample_interval UInt32, index1 String, ${types}) ENGINE = Memory`,
  );
});

describe.skipIf(clickHouse === undefined)("the statements", () => {
  test.each([...documented, ...shown])("run: $name", ({ sql }) => {
    write(REQUEST);
    write(EXCHANGE);
    expect(() => clickHouse?.run(sql)).not.toThrow();
  });

  test("count what the gateway wrote, and correct for sampling", () => {
    write(REQUEST, { sampled: 9, minutesAgo: 2 });
    write({ ...REQUEST, status: 503, problem: "token_unavailable", sends: undefined }, { minutesAgo: 2 });
    write({ ...REQUEST, keyId: "89abcdef", tokenFrom: "broker", tokenMs: 300 });
    write({ kind: "request", method: "GET", problem: "key_missing", status: 401 });
    write({ ...EXCHANGE, result: "unavailable", reason: "ECONNRESET" });
    write(EXCHANGE);
    expect(rowsOf("Who calls what")).toMatchObject([
      { caller: "billing", method: "GET", route: "/business/payouts/{id}", requests: 11 },
      { caller: "", route: "", requests: 1 },
    ]);
    expect(rowsOf("Share of errors")).toEqual([
      { caller: "billing", requests: 11, failed: 1 / 11, reported: 1 / 11 },
      { caller: "", requests: 1, failed: 0, reported: 1 },
    ]);
    expect(rowsOf("Problems")).toHaveLength(2);
    expect(rowsOf("Durations")).toMatchObject([{ requests: 10, total_p95: 120, token_p95: 300 }]);
    expect(rowsOf("Exchanges per hour")).toMatchObject([{ exchanges: 1 }, { exchanges: 1 }]);
    expect(rowsOf("Key rolls")).toMatchObject([
      { key_id: "0123abcd", requests: 10 },
      { key_id: "89abcdef", requests: 1 },
    ]);
    expect(rowsOf("Origins of tokens")).toMatchObject([
      { token_from: "isolate", requests: 10 },
      { token_from: "broker", requests: 1, token_p95: 300 },
    ]);
    expect(rowsOf("Requests per second", shown).slice(0, 1)).toMatchObject([
      { caller: "billing", requests: 10 / 60 },
    ]);
  });
});

describe.skipIf(clickHouse === undefined)("the alerts", () => {
  test("are silent for a healthy gateway", () => {
    write(REQUEST, { sampled: 5_000 });
    write({ ...REQUEST, status: 502, problem: "upstream_unreachable" }, { sampled: 100 });
    write({ ...REQUEST, tokenFrom: "direct" }, { sampled: 10 });
    write({ kind: "request", method: "GET", problem: "key_missing", status: 401 }, { sampled: 100 });
    write(EXCHANGE, { sampled: 6, minutesAgo: 50 });
    write({ ...EXCHANGE, result: "unavailable" }, { sampled: 5 });
    expect(firing()).toEqual([]);
  });

  test.each<[string, Figure, number]>([
    ["The broker is down", { ...REQUEST, tokenFrom: "direct" }, 11],
    ["Exchanges fail", { ...EXCHANGE, result: "unavailable" }, 6],
    ["Too many exchanges", EXCHANGE, 7],
    ["Requests of a caller fail", { ...REQUEST, status: 502 }, 100],
    ["WakaPay is slow", { ...REQUEST, upstreamMs: 5_001 }, 100],
    ["Many wrong keys", { kind: "request", problem: "key_refused", status: 401 }, 101],
  ])("fire for their own cause only: %s", (name, figure, sampled) => {
    expect(ALERTS.map((alert) => alert.name)).toContain(name);
    write(figure, { sampled: sampled - 1 });
    expect(firing()).toEqual([]);
    write(figure);
    expect(firing()).toEqual([name]);
  });
});
