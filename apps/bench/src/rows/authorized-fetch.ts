import { inProcesses } from "../measure/in-processes.ts";
import { CONTROL, summarizeRatios } from "../measure/summarize.ts";
import { azure } from "../peers/azure.ts";
import { badgateway } from "../peers/badgateway.ts";
import { documented } from "../peers/documented.ts";
import { google } from "../peers/google.ts";
import { kyPeer } from "../peers/ky.ts";
import { ofetch } from "../peers/ofetch.ts";
import { ours } from "../peers/ours.ts";
import type { CpuResult } from "../programs/cpu.ts";
import type { Bench } from "../table/row.ts";

const SUBJECTS = {
  full: [ours, documented, ofetch, azure, badgateway, google, kyPeer],
  quick: [ours, documented],
};

/** The cost that an authorized request adds to `fetch`. */
export const authorizedFetch: Bench = {
  rows: [
    {
      id: "authorized-fetch",
      title: "An authorized request",
      unit: "ratio",
      better: "lower",
      rival: { name: documented.name, mayTie: true },
      method:
        "CPU time of a request with a cached token, divided by that of a request without one. A stub takes the place of the network, so only the library's own work is left.",
      meaning:
        "The checks of every request cost no more than the documentation's sample, which has none of them.",
    },
  ],
  async measure(effort) {
    const results = await inProcesses<CpuResult>({
      program: new URL("../programs/cpu.ts", import.meta.url),
      args: ["call", effort === "full" ? "21" : "9"],
      cases: [CONTROL, ...SUBJECTS[effort].map(({ name }) => name)],
      processes: effort === "full" ? 7 : 2,
    });
    const ratios = Object.entries(results).map(([name, all]) => [name, all.map(({ ratio }) => ratio)]);
    return {
      "authorized-fetch": summarizeRatios("a stub of `fetch`", ours.name, Object.fromEntries(ratios)),
    };
  },
};
