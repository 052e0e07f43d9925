import type { Row } from "./row.ts";

/** Returns the tables of the document, by name, in Markdown. */
export function scaleTables(rows: readonly Row[]): Readonly<Record<string, string>> {
  const steady = rows.filter(({ name }) => name === "steady");
  const processes = steady.filter(({ arrangement }) => arrangement === "shared");
  const isolates = steady.filter(({ arrangement }) => arrangement === "gateway");
  const deployments = rows.filter(({ name }) => name === "deployment");
  const outages = rows.filter(
    (row) => row.arrangement === "shared" && !["steady", "deployment"].includes(row.name),
  );

  /** The row of another arrangement with the same size or fault. */
  function counterpart({ name, clients }: Row, arrangement: Row["arrangement"]): Row | undefined {
    return rows.find(
      (row) => row.name === name && row.clients === clients && row.arrangement === arrangement,
    );
  }

  return {
    processes: table(
      [
        "processes",
        "exchanges per hour",
        "with a store",
        "in one second",
        "with a store",
        "store operations per hour",
      ],
      processes.map((row) => {
        const alone = counterpart(row, "alone");
        return [
          row.clients,
          alone?.exchangesPerHour ?? 0,
          row.exchangesPerHour,
          alone?.largestBurst ?? 0,
          row.largestBurst,
          row.storeOperationsPerHour,
        ];
      }),
    ),
    isolates: table(
      ["isolates", "exchanges per hour", "broker requests per hour", "busiest second", "longest queue (ms)"],
      isolates.map((row) => [
        row.clients,
        row.exchangesPerHour,
        row.brokerRequestsPerHour,
        row.busiestSecond,
        row.longestQueueMs,
      ]),
    ),
    deployments: table(
      [
        "isolates",
        "brokers",
        "busiest second of a broker",
        "longest queue (ms)",
        "exchanges",
        "failed calls",
      ],
      deployments.map((row) => [
        row.clients,
        row.brokers,
        row.busiestSecond,
        row.longestQueueMs,
        row.busiestHour,
        row.failed,
      ]),
    ),
    outages: table(
      ["the endpoint", "100 processes", "with a store", "100 isolates"],
      outages.map((row) => [
        row.name,
        counterpart(row, "alone")?.failedExchanges ?? 0,
        row.failedExchanges,
        counterpart(row, "gateway")?.failedExchanges ?? 0,
      ]),
    ),
  };
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const texts = [head, ...rows.map((row) => row.map(format))];
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const isNumeric = head.map((_, column) => typeof rows[0]?.[column] === "number");
  const lines = texts.map((row) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, isNumeric[column] === true)).join(" | "),
  );
  const rule = widths.map((width, column) => `${"-".repeat(width - 1)}${isNumeric[column] ? ":" : "-"}`);
  const [first = "", ...rest] = lines;
  return [first, rule.join(" | "), ...rest].map((line) => `| ${line} |`).join("\n");
}

function pad(text: string, width: number, isNumeric: boolean): string {
  return isNumeric ? text.padStart(width) : text.padEnd(width);
}

function format(value: string | number): string {
  if (typeof value === "string") return value;
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** Puts each table between its comments. */
export function insertTables(document: string, tables: Readonly<Record<string, string>>): string {
  return document.replace(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) => `${start}\n${tables[name]}\n\n${end}`,
  );
}
