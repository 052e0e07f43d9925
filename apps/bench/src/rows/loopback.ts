import { startServer } from "../measure/child.ts";
import { inProcesses } from "../measure/in-processes.ts";
import { CONTROL, summarizeRatios } from "../measure/summarize.ts";
import { badgateway } from "../peers/badgateway.ts";
import { ofetch } from "../peers/ofetch.ts";
import { ours } from "../peers/ours.ts";
import type { Bench, Effort, Measurement } from "../table/row.ts";

const INTERCEPTOR = "auth-core/undici";
const OIDC = "undici-oidc-interceptor";

/** Requests per second with the platform's `fetch`. */
export const loopback: Bench = {
  rows: [
    {
      id: "loopback",
      title: "Requests per second with `fetch`",
      unit: "ratio",
      better: "higher",
      mark: 0.97,
      method:
        "Requests per second to a server on loopback, 64 at a time, divided by those of the platform's `fetch` with a static header.",
      meaning: "Over a real connection, the token manager does not lower the throughput of `fetch`.",
    },
  ],
  async measure(effort) {
    const cases = [ours.name, ...(effort === "full" ? [ofetch.name, badgateway.name] : [])];
    return { loopback: await compare("fetch", "`fetch` with a static header", effort, cases) };
  },
};

/** Requests per second with undici. */
export const undici: Bench = {
  rows: [
    {
      id: "undici",
      title: "Requests per second with undici",
      unit: "ratio",
      better: "higher",
      mark: 0.9,
      rival: { name: OIDC, mayTie: false },
      method:
        "Requests per second of undici's `request` with an interceptor, 64 at a time, divided by those of a `Pool` with a static header. undici-oidc-interceptor runs on the version of undici that it depends on.",
      meaning: "If you need the fastest HTTP client of Node.js, the interceptor leaves most of its speed.",
    },
  ],
  async measure(effort) {
    return { undici: await compare("undici", "a `Pool` with a static header", effort, [INTERCEPTOR, OIDC]) };
  },
};

/** Compares the clients with the baseline. The first one is ours. */
async function compare(
  kind: "fetch" | "undici",
  baseline: string,
  effort: Effort,
  cases: readonly string[],
): Promise<Measurement> {
  const server = await startServer(new URL("../programs/upstream.ts", import.meta.url), [], "other");
  try {
    const ratios = await inProcesses<number>({
      program: new URL("../programs/loopback.ts", import.meta.url),
      args: [kind, server.url, effort === "full" ? "60" : "8"],
      cases: [CONTROL, ...cases],
      processes: effort === "full" ? 5 : 1,
      core: "measured",
    });
    return summarizeRatios(baseline, cases[0] ?? "", ratios);
  } finally {
    await server.close();
  }
}
