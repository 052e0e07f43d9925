import { json, startCommand, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { build } from "./src/workspace/build.ts";
import { runProgram } from "./src/workspace/run-program.ts";
import { versions } from "./src/workspace/versions.ts";

process.exitCode = await startCommand(
  {
    name: "simulate",
    invocation: "npx -y pnpm@12 simulate",
    usage: ["[options] <seed>..."],
    summary: "Simulates a fleet for a day, for each seed, and prints the reports.",
    variablePrefix: "WAKAPAY_SIMULATE",
    flags: [json],
    details: "Exit codes: 0 if every promise is kept, 1 if one is broken, 2 for invalid arguments.",
    takesPositionals: true,
    async run(flags) {
      const seeds = flags.positionals;
      const isValid = seeds.length > 0 && seeds.every((seed) => /^\d{1,15}$/.test(seed));
      if (!isValid) throw new TypeError("Name one seed or more, each a whole number, such as 1 2 3.");
      const signal = interruptSignal();
      await withProgress("Building the packages", build(signal));
      const args = flags.valueOf(json) ? ["--json", ...seeds] : seeds;
      return await runProgram(process.execPath, ["apps/simulation/src/replay.ts", ...args], { signal });
    },
  },
  versions(),
);
