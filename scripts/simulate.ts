import { spawn } from "node:child_process";
import { once } from "node:events";
import { startCommand } from "@wakapay/sandbox/internal/command/start-command";
import { withProgress } from "@wakapay/sandbox/internal/command/with-progress";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { build } from "./src/workspace/build.ts";
import { repository } from "./src/workspace/repository.ts";
import { versions } from "./src/workspace/versions.ts";

process.exitCode = await startCommand(
  {
    name: "simulate",
    invocation: "npx -y pnpm@12 simulate",
    usage: ["[options] <seed>..."],
    summary: "Simulates a fleet for a day, for each seed, and prints the reports.",
    variablePrefix: "WAKAPAY_SIMULATE",
    flags: [],
    takesPositionals: true,
    async run({ positionals: seeds }) {
      const isValid = seeds.length > 0 && seeds.every((seed) => /^\d{1,15}$/.test(seed));
      if (!isValid) throw new TypeError("Name one seed or more, each a whole number, such as 1 2 3.");
      await withProgress("Building the packages", build(interruptSignal()));
      const program = repository("apps/simulation/src/replay.ts");
      const child = spawn(process.execPath, [program, ...seeds], { stdio: "inherit" });
      await once(child, "close");
      return child.exitCode ?? 1;
    },
  },
  versions(),
);
