import { startServer } from "../measure/child.ts";
import { inProcesses } from "../measure/in-processes.ts";
import { CONTROL, summarizeRatios } from "../measure/summarize.ts";
import { badgateway } from "../peers/badgateway.ts";
import { ofetch } from "../peers/ofetch.ts";
import { ours } from "../peers/ours.ts";
import type { Bench, Effort, Measurement } from "../table/row.ts";

const INTERCEPTOR = "auth-core/undici";
const OIDC = "undici-oidc-interceptor";

const SUBJECTS = {
  fetch: { our: ours.name, peers: [ofetch.name, badgateway.name] },
  undici: { our: INTERCEPTOR, peers: [OIDC] },
};

/** Requests per second to a server on loopback. */
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
    const server = await startServer(new URL("../programs/upstream.ts", import.meta.url));
    try {
      return {
        loopback: await compare("fetch", "`fetch` with a static header", server.url, effort),
        undici: await compare("undici", "a `Pool` with a static header", server.url, effort),
      };
    } finally {
      await server.close();
    }
  },
};

async function compare(
  kind: "fetch" | "undici",
  baseline: string,
  url: string,
  effort: Effort,
): Promise<Measurement> {
  const { our, peers } = SUBJECTS[kind];
  const ratios = await inProcesses<number>({
    program: new URL("../programs/loopback.ts", import.meta.url),
    args: [kind, url, effort === "full" ? "9" : "2"],
    cases: [CONTROL, our, ...(effort === "full" ? peers : peers.slice(0, 1))],
    processes: effort === "full" ? 5 : 1,
  });
  return summarizeRatios(baseline, our, ratios);
}
