import { inProcesses } from "../measure/in-processes.ts";
import { ours } from "../peers/ours.ts";
import type { Peer } from "../peers/peer.ts";
import { PEERS } from "../peers/peers.ts";
import type { Situation, StormResult } from "../programs/storm.ts";
import type { Bench, Measurement, Row, Subject } from "../table/row.ts";

const row = (id: string, title: string, method: string, meaning: string): Row => ({
  id,
  title,
  unit: "exchanges",
  better: "lower",
  mark: 1,
  method: `${method} The count is exact. Ours is the higher count of two modes: earlier tokens stay valid, or a new token invalidates them.`,
  meaning,
});

const SITUATIONS: Readonly<Record<Situation, Row>> = {
  cold: row(
    "storm-cold",
    "10,000 callers without a token",
    "Exchanges if 10,000 concurrent calls find no cached token.",
    "A service that starts under full load makes one exchange.",
  ),
  expiry: row(
    "storm-expiry",
    "10,000 callers at expiry",
    "Exchanges if 10,000 concurrent calls find an expired token.",
    "The end of a token causes no burst at the token endpoint.",
  ),
  failing: row(
    "storm-failing",
    "1,000 callers if the credentials are rejected",
    "Exchanges if 1,000 concurrent calls find no token and the endpoint returns 401.",
    "Wrong credentials do not flood the token endpoint, which could lock the account.",
  ),
  rejectedAtOnce: row(
    "storm-rejected-at-once",
    "1,000 requests rejected at once",
    "Exchanges if 1,000 concurrent requests get a 401 at the same time. All of them must succeed with the new token.",
    "A revoked token is replaced once, and no request fails.",
  ),
  rejectedOverTime: row(
    "storm-rejected-over-time",
    "1,000 requests rejected over 300 ms",
    "Exchanges if 1,000 concurrent requests get a 401 over 300 ms, most of them after the new token was issued.",
    "A late 401 for an old token does not discard the new one.",
  ),
};

/** How many exchanges a burst of calls makes. */
export const storms: Bench = {
  rows: Object.values(SITUATIONS),
  async measure(effort) {
    const peers = effort === "full" ? PEERS : [ours];
    const results = { single: await run(peers, "single"), many: await run(peers, "many") };
    const entries = Object.entries(SITUATIONS).map(([situation, { id }]): [string, Measurement] => [
      id,
      { subjects: peers.flatMap(({ name }) => subject(name, situation, results) ?? []) },
    ]);
    return Object.fromEntries(entries);
  },
};

type Results = Readonly<Record<"single" | "many", Readonly<Record<string, readonly StormResult[]>>>>;

function run(peers: readonly Peer[], mode: "single" | "many") {
  return inProcesses<StormResult>({
    program: new URL("../programs/storm.ts", import.meta.url),
    args: [mode],
    cases: peers.map(({ name }) => name),
    processes: 1,
  });
}

/** Ours has the higher count of both modes. The other libraries have the lower one. */
function subject(name: string, situation: string, { single, many }: Results): Subject | undefined {
  const counts = [single, many].flatMap((results) => {
    const [result] = results[name] ?? [];
    const count = Object.entries(result ?? {}).find(([key]) => key === situation)?.[1];
    return count === undefined || count === null ? [] : [count];
  });
  if (counts.length === 0) return undefined;
  const isOurs = name === ours.name;
  const exchanges = counts.map((count) => count.exchanges);
  const failed = Math.max(...counts.map((count) => count.failed));
  if (Math.max(...exchanges) === 0) return { name, isOurs, value: null, note: "does not replace the token" };
  return {
    name,
    isOurs,
    value: isOurs ? Math.max(...exchanges) : Math.min(...exchanges),
    ...(situation.startsWith("rejected") && failed > 0 && { note: `${failed} requests failed` }),
  };
}
