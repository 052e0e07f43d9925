import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Flag } from "@wakapay/sandbox/internal/command/flag";
import { switchFlag } from "@wakapay/sandbox/internal/command/flag";
import { startCommand } from "@wakapay/sandbox/internal/command/start-command";
import { repository } from "./src/workspace/repository.ts";
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

/** Runs a program in `apps/bench`, and returns its exit code. */
async function run(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, {
    cwd: repository("apps/bench"),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

process.exitCode = await startCommand(
  {
    name: "bench",
    invocation: "npx -y pnpm@12 bench",
    summary:
      "Measures auth-core and the gateway next to other libraries. Writes the results, the charts, and docs/performance.md.",
    variablePrefix: "WAKAPAY_BENCH",
    flags: [quick, check, document, only],
    async run(flags) {
      const installed = await run("npx", INSTALL);
      if (installed !== 0) return installed;
      const args = [quick, check, document].flatMap((flag) =>
        flags.valueOf(flag) ? [`--${flag.name}`] : [],
      );
      return run(process.execPath, ["src/bench.ts", ...args, "--only", flags.valueOf(only)]);
    },
  },
  versions(),
);
