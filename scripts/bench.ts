import { type Flag, startCommand, switchFlag, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { build } from "./src/workspace/build.ts";
import { runProgram } from "./src/workspace/run-program.ts";
import { versions } from "./src/workspace/versions.ts";

const quick = switchFlag("quick", "Measure for about a minute, and write nothing.");
const check = switchFlag("check", "Like --quick, and compare with the committed results.");
const document = switchFlag("document", "Measure nothing, and write the page again from the results.");
const only: Flag<string> = {
  name: "only",
  value: "text",
  default: "",
  help: "Measure the rows whose ID contains this text.",
  parse: (text) => text,
};

/** Installs what `pnpm bench` compares, which is not part of the workspace. */
const INSTALL = ["-y", "pnpm@12", "install", "--frozen-lockfile", "--ignore-workspace", "--ignore-scripts"];

process.exitCode = await startCommand(
  {
    name: "bench",
    invocation: "npx -y pnpm@12 bench",
    summary:
      "Measures auth-core and the gateway next to other libraries. Writes the results, the charts, and docs/performance.md.",
    variablePrefix: "WAKAPAY_BENCH",
    flags: [quick, check, document, only],
    async run(flags) {
      const signal = interruptSignal();
      await withProgress("Building the packages", build(signal, "@wakapay/edge-gateway-worker"));
      const options = { signal, folder: "apps/bench" };
      const installed = await runProgram("npx", INSTALL, options);
      if (installed !== 0) return installed;
      const args = [quick, check, document].flatMap((flag) =>
        flags.valueOf(flag) ? [`--${flag.name}`] : [],
      );
      return runProgram(process.execPath, ["src/bench.ts", ...args, "--only", flags.valueOf(only)], options);
    },
  },
  versions(),
);
