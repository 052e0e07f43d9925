import { inProcesses } from "../measure/in-processes.ts";
import { CONTROL, summarizeRatios } from "../measure/summarize.ts";
import { badgateway } from "../peers/badgateway.ts";
import { documented } from "../peers/documented.ts";
import { google } from "../peers/google.ts";
import { ours } from "../peers/ours.ts";
import { smithy } from "../peers/smithy.ts";
import type { CpuResult } from "../programs/cpu.ts";
import type { Bench } from "../table/row.ts";

const SUBJECTS = { full: [ours, documented, badgateway, google, smithy], quick: [ours, documented] };

/** The cost of a token that is cached. */
export const cachedToken: Bench = {
  rows: [
    {
      id: "cached-token",
      title: "A cached token",
      unit: "ratio",
      better: "lower",
      mark: 1.15,
      method:
        "CPU time of `getToken()` with a cached token, divided by that of a settled promise and one look at the clock, which is the limit. Azure's pipeline has no public function that returns its token.",
      meaning: "Call `getToken()` before every request: a cached token costs next to nothing.",
    },
  ],
  async measure(effort) {
    const results = await inProcesses<CpuResult>({
      program: new URL("../programs/cpu.ts", import.meta.url),
      args: ["token", effort === "full" ? "21" : "9"],
      cases: [CONTROL, ...SUBJECTS[effort].map(({ name }) => name)],
      processes: effort === "full" ? 7 : 2,
    });
    const ratios = Object.entries(results).map(([name, all]) => [name, all.map(({ ratio }) => ratio)]);
    const measurement = summarizeRatios("the limit", ours.name, Object.fromEntries(ratios));
    const subjects = measurement.subjects.map((subject) => {
      const turns = results[subject.name]?.[0]?.turns;
      return turns === undefined ? subject : { ...subject, note: turnsNote(turns) };
    });
    return { "cached-token": { ...measurement, subjects } };
  },
};

function turnsNote(turns: number): string {
  return turns === 1 ? "1 microtask turn" : `${turns} microtask turns`;
}
