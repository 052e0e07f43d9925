import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";
import { gzipSync } from "node:zlib";
import { serveCountedGateway } from "../test/http/counted-gateway.ts";
import { measureRequests, measureStarts, type Rounds } from "./measure.ts";
import { medianRatio } from "./median.ts";
import { batchOf, type Subjects, startSubjects } from "./subjects.ts";

/** A line of the table. */
interface Row {
  readonly what: string;
  readonly gateway: string;
  /** The baseline compared with itself. */
  readonly control?: string;
  readonly mark?: string;
  readonly result: "reached" | "MISSED" | "VOID" | "not measured" | "reported";
}

const ROUNDS = Number(argv[2] ?? 15);
const REQUESTS = 1_500;
/** If the baseline differs from itself by more, the run is void. */
const MAX_CONTROL_ERROR = 0.05;

/** Compares the gateway with the baseline. Without a mark, the ratio is only reported. */
function ratioRow<T>(
  what: string,
  rounds: Rounds<T>,
  part: (one: T) => number | undefined,
  mark?: number,
): Row {
  const values = (subject: string) => (rounds.get(subject) ?? []).map((one) => part(one) ?? Number.NaN);
  const ratio = (subject: string) => medianRatio(values(subject), values("baseline"));
  const [gateway, control] = [ratio("gateway"), ratio("control")];
  const row = { what, gateway: gateway.toFixed(3), control: control.toFixed(3) };
  if (Number.isNaN(gateway)) return { ...row, result: "not measured" };
  if (mark === undefined) return { ...row, result: "reported" };
  if (Math.abs(control - 1) > MAX_CONTROL_ERROR) return { ...row, mark: `≤ ${mark}`, result: "VOID" };
  return { ...row, mark: `≤ ${mark}`, result: gateway <= mark ? "reached" : "MISSED" };
}

function countRow(what: string, count: number, mark: number): Row {
  return { what, gateway: `${count}`, mark: `≤ ${mark}`, result: count <= mark ? "reached" : "MISSED" };
}

/** Counts are exact, so one run is enough. */
async function brokerCalls({ variables, authorization }: Subjects): Promise<readonly Row[]> {
  const gateway = await serveCountedGateway(variables);
  await batchOf(gateway, 1, authorization);
  const first = await gateway.brokerCalls();
  await batchOf(gateway, 1_000, authorization);
  const all = await gateway.brokerCalls();
  await gateway.close();
  return [
    countRow("Durable Object calls per 1,000 requests with a warm token", all - first, 0),
    countRow("Durable Object calls per isolate and token", all, 1),
  ];
}

const subjects = await startSubjects();
const batches = await measureRequests(subjects, ROUNDS, REQUESTS);
const starts = await measureStarts(subjects, ROUNDS);
const bundle = await readFile(new URL("../dist/index.js", import.meta.url));
const rows: readonly Row[] = [
  ratioRow("p50 of a request ÷ by hand", batches, ({ p50Us }) => p50Us, 1.2),
  ratioRow("CPU time of a request ÷ by hand", batches, ({ cpuUs }) => cpuUs, 1.2),
  ratioRow("start to first response ÷ empty Worker", starts, ({ ms }) => ms),
  ratioRow("CPU time of a start ÷ empty Worker", starts, ({ cpuMs }) => cpuMs),
  ...(await brokerCalls(subjects)),
  {
    what: "size of the Worker, gzip, bytes",
    gateway: `${gzipSync(bundle, { level: 9 }).length}`,
    result: "reported",
  },
];
await subjects.close();
console.table(Object.fromEntries(rows.map(({ what, ...rest }) => [what, rest])));
exit(rows.some(({ result }) => result === "MISSED" || result === "VOID") ? 1 : 0);
