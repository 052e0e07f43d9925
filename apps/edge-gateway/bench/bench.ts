import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";
import { gzipSync } from "node:zlib";
import { serveCountedGateway } from "../test/http/counted-gateway.ts";
import type { Rounds } from "./in-rounds.ts";
import { medianRatio } from "./median.ts";
import { measureBatches, measureStarts } from "./speed.ts";
import { batchOf, type Subjects, subjects } from "./subjects.ts";

/** A line of the table. */
interface Row {
  readonly what: string;
  readonly gateway: string;
  /** The same of a Worker that does by hand what no gateway can do without. */
  readonly byHand: string;
  readonly control: string;
  readonly mark: string;
  readonly verdict: "reached" | "MISSED" | "VOID" | "not told by this system";
}

const ROUNDS = Number(argv[2] ?? 15);
const REQUESTS = 1_500;
/** A run in which a pass-through differs from itself by more says nothing. */
const VOID_ABOVE = 0.05;

function ratioRow<T>(
  what: string,
  rounds: Rounds<T>,
  part: (one: T) => number | undefined,
  most: number,
): Row {
  const numbers = (subject: string) => (rounds.get(subject) ?? []).map((one) => part(one) ?? Number.NaN);
  const ratio = (subject: string) => medianRatio(numbers(subject), numbers("baseline"));
  const [gateway, control] = [ratio("gateway"), ratio("control")];
  const byHand = rounds.has("by hand") ? ratio("by hand").toFixed(3) : "";
  const said = {
    what,
    gateway: gateway.toFixed(3),
    byHand,
    control: control.toFixed(3),
    mark: `≤ ${most}`,
  };
  if (Number.isNaN(gateway)) return { ...said, verdict: "not told by this system" };
  if (Math.abs(control - 1) > VOID_ABOVE) return { ...said, verdict: "VOID" };
  return { ...said, verdict: gateway <= most ? "reached" : "MISSED" };
}

function countRow(what: string, count: number, most: number): Row {
  return {
    what,
    gateway: `${count}`,
    byHand: "",
    control: "",
    mark: `≤ ${most}`,
    verdict: count <= most ? "reached" : "MISSED",
  };
}

/** Exact, so that once is enough. The served tests count the same over several tokens. */
async function brokerCalls({ variables, authorization }: Subjects): Promise<readonly Row[]> {
  const gateway = await serveCountedGateway(variables);
  await batchOf(gateway, 1, authorization);
  const first = await gateway.brokerCalls();
  await batchOf(gateway, 1_000, authorization);
  const all = await gateway.brokerCalls();
  await gateway.close();
  return [
    countRow("Durable Object calls of a thousand requests with a warm token", all - first, 0),
    countRow("Durable Object calls an isolate and token", all, 1),
  ];
}

const compared = await subjects();
const batches = await measureBatches(compared, ROUNDS, REQUESTS);
const starts = await measureStarts(compared, ROUNDS);
const bundle = await readFile(new URL("../dist/index.js", import.meta.url));
const rows = [
  ratioRow("a request's p50, to a pass-through's", batches, ({ p50Us }) => p50Us, 1.15),
  ratioRow("a request's processor time, to a pass-through's", batches, ({ cpuUs }) => cpuUs, 1.2),
  ratioRow(
    "start to first answer, to that of an empty Worker with the same bindings",
    starts,
    ({ ms }) => ms,
    1.1,
  ),
  ratioRow("processor time of a start, to that Worker's", starts, ({ cpuMs }) => cpuMs, 1.1),
  ...(await brokerCalls(compared)),
  countRow("the Worker, gzip, bytes", gzipSync(bundle, { level: 9 }).byteLength, 20_000),
];
await compared.close();
console.table(Object.fromEntries(rows.map(({ what, ...rest }) => [what, rest])));
exit(rows.some(({ verdict }) => verdict === "MISSED" || verdict === "VOID") ? 1 : 0);
