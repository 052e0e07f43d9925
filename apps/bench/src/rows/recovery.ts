import { inProcesses } from "../measure/in-processes.ts";
import { median } from "../measure/statistics.ts";
import { azure } from "../peers/azure.ts";
import { badgateway } from "../peers/badgateway.ts";
import { documented } from "../peers/documented.ts";
import { google } from "../peers/google.ts";
import { ours } from "../peers/ours.ts";
import type { Peer } from "../peers/peer.ts";
import { smithy } from "../peers/smithy.ts";
import type { Bench, Subject } from "../table/row.ts";

const SUBJECTS = [ours, documented, badgateway, google, azure, smithy];

/** How long a client fails after the token endpoint is well again. */
export const recovery: Bench = {
  rows: [
    {
      id: "recovery",
      title: "Recovery after an outage",
      unit: "ms",
      better: "lower",
      mark: 1_000,
      method:
        "The token endpoint returns 503 for 2 seconds, and calls arrive every 20 ms. The time from the end of the outage to the first call that succeeds. The other libraries send a token request for every call, so they recover at once and add to the load of a failing endpoint.",
      meaning: "After a short outage of the token endpoint, calls succeed again within about a second.",
    },
  ],
  async measure(effort) {
    const processes = effort === "full" ? 5 : 1;
    // All wait most of the time, so they run at the same time.
    const subjects = await Promise.all(SUBJECTS.map((peer) => measureRecovery(peer, processes)));
    return { recovery: { subjects } };
  },
};

async function measureRecovery({ name }: Peer, processes: number): Promise<Subject> {
  const program = new URL("../programs/recovery.ts", import.meta.url);
  const results = await inProcesses<number>({ program, cases: [name], processes });
  const values = results[name] ?? [];
  return {
    name,
    isOurs: name === ours.name,
    value: values.length === 0 ? null : median(values),
    ...(values.length > 0 && { low: Math.min(...values), high: Math.max(...values) }),
  };
}
