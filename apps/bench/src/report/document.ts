import type { Measurement, Row } from "../table/row.ts";
import { formatTable } from "./format-table.ts";
import { formatSpread, formatSubject, formatValue } from "./format-value.ts";
import type { Result } from "./results.ts";
import { betterThanOurs } from "./verdict.ts";
import { wrap } from "./wrap.ts";

/** A row and its result. */
export interface Measured {
  readonly row: Row;
  readonly result: Result;
}

const INTRODUCTION = `# Performance

This page compares auth-core and the gateway with other libraries, with WakaPay's own sample, and
with what the platform makes possible. One command measures everything and writes this page:

\`\`\`sh
npx -y pnpm@12 bench
\`\`\`

Absolute times differ between machines, so most figures are ratios of two measurements that
alternate in the same run. Read them as follows:

- The **mark** is a limit that we keep. It protects users; it does not shape the code.
- Each subject is measured in several processes of its own. The figure is the median of the
  processes, and the spread is the lowest and highest of them.
- The baseline is also compared with itself. If this **control** differs from 1 by more than 5%, the
  row is void. A ratio inside the control's spread is **a tie**.
- In each pair, a coin decides which of the two runs first, and batches vary by 25%.
- In the rows about requests per second and about the gateway's latency and CPU time, the process
  that is measured has one core, and the other processes have another.
- Counts of exchanges are exact. Tests check them too.
`;

/** Writes the page about the performance: a table of all rows, and a section for each. */
export function writeDocument(all: readonly Measured[]): string {
  const machines = [...new Set(all.map(({ result }) => `${result.machine}, ${result.date}`))];
  const summary = all.map(({ row, result }) => [
    `[${row.title}](#${anchor(row.title)})`,
    ours(row, result.measurement),
    formatMark(row),
    describe(result),
  ]);
  return `${INTRODUCTION}
${wrap(`Measured on: ${machines.join("; ")}.`)}

## Summary

${formatTable([["row", "ours", "mark", "result"], ...summary])}

${all.map(section).join("\n")}
## Where other libraries are better

${whereOthersAreBetter(all)}`;
}

function section({ row, result }: Measured): string {
  const { measurement } = result;
  const { subjects, control, baseline } = measurement;
  const hasSpread = subjects.some(({ low }) => low !== undefined);
  const hasNote = subjects.some(({ note }) => note !== undefined);
  const columns = ["subject", columnOf(row), ...(hasSpread ? ["spread"] : []), ...(hasNote ? ["note"] : [])];
  const all = control === undefined ? subjects : [...subjects, { ...control, name: "control" }];
  const lines = all.map((subject) => [
    subject.isOurs ? `**${subject.name}**` : subject.name,
    formatSubject(subject, row.unit, measurement),
    ...(hasSpread ? [formatSpread(subject, row.unit)] : []),
    ...(hasNote ? [subject.note ?? ""] : []),
  ]);
  const against = baseline === undefined ? "" : ` The baseline is ${baseline}.`;
  return `## ${row.title}

${wrap(row.meaning)}

![${summarize(row, measurement)}](performance/${row.id}.svg)

${formatTable([columns, ...lines])}

${wrap(`${row.method}${against} ${row.better === "lower" ? "Lower" : "Higher"} is better.`)}
`;
}

/** Says in a few words what the chart shows, for readers who do not see it. */
function summarize(row: Row, measurement: Measurement): string {
  const own = `${row.title}: ours ${ours(row, measurement)}`.replaceAll("`", "");
  const others = measurement.subjects
    .filter(({ isOurs, value }) => !isOurs && value !== null)
    .toSorted((one, other) => (one.value ?? 0) - (other.value ?? 0));
  const [least, most] = [others[0], others.at(-1)];
  if (least === undefined || most === undefined) return own;
  const [from, until] = [least, most].map(({ value }) => formatValue(value ?? 0, row.unit));
  return `${own}, others ${from === until ? from : `${from} to ${until}`}`;
}

function columnOf({ unit }: Row): string {
  return unit === "ratio" ? "ratio" : unit === "exchanges" ? "exchanges" : unit === "ms" ? "time" : "size";
}

function ours({ unit, better }: Row, measurement: Measurement): string {
  const subjects = measurement.subjects.filter(({ isOurs, value }) => isOurs && value !== null);
  const worst = subjects.toSorted(
    (one, other) => ((other.value ?? 0) - (one.value ?? 0)) * (better === "lower" ? 1 : -1),
  )[0];
  return worst === undefined ? "–" : formatSubject(worst, unit, measurement);
}

function formatMark({ better, unit, mark, rival }: Row): string {
  const limit = mark === undefined ? [] : [`${better === "lower" ? "≤" : "≥"} ${formatValue(mark, unit)}`];
  const order = rival === undefined ? [] : [`${rival.mayTie ? "not behind" : "ahead of"} ${rival.name}`];
  return [...limit, ...order].join(", ");
}

function describe({ verdict: { status, reason } }: Result): string {
  return reason === undefined ? status : `${status}: ${reason}`;
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .replaceAll(/\s/g, "-");
}

function whereOthersAreBetter(all: readonly Measured[]): string {
  const lines = all.flatMap(({ row, result }) => {
    const better = betterThanOurs(row, result.measurement);
    if (better.length === 0) return [];
    const list = better.map(
      (subject) => `${subject.name} (${formatSubject(subject, row.unit, result.measurement)})`,
    );
    const own = ours(row, result.measurement);
    return [
      wrap(`- [${row.title}](#${anchor(row.title)}): ${list.join(", ")}. Ours: ${own}.`).replaceAll(
        "\n",
        "\n  ",
      ),
    ];
  });
  return lines.length === 0 ? "In no row of this run.\n" : `${lines.join("\n")}\n`;
}
