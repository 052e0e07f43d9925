import { startCommand, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { build } from "./src/workspace/build.ts";
import { runProgram } from "./src/workspace/run-program.ts";
import { versions } from "./src/workspace/versions.ts";

/** A fleet of 300,000 isolates needs more memory than Node.js allows by default. */
const MEMORY = "--max-old-space-size=8192";

process.exitCode = await startCommand(
  {
    name: "simulate:scale",
    invocation: "npx -y pnpm@12 simulate:scale",
    summary: "Simulates the fleets of docs/scale.md, and updates its figures. Takes about ten minutes.",
    variablePrefix: "WAKAPAY_SIMULATE_SCALE",
    flags: [],
    async run() {
      const signal = interruptSignal();
      await withProgress("Building the packages", build(signal));
      const options = { signal, folder: "apps/simulation" };
      const code = await runProgram(process.execPath, [MEMORY, "src/run-scale.ts"], options);
      return code === 0 ? await runProgram(process.execPath, ["src/draw-scale.ts"], options) : code;
    },
  },
  versions(),
);
