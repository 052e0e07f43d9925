import { startCommand, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { build } from "./src/workspace/build.ts";
import { versions } from "./src/workspace/versions.ts";

// Other commands start with this one. It prints nothing if the build succeeds.
process.exitCode = await startCommand(
  {
    name: "build",
    invocation: "node scripts/build.ts",
    summary: "Builds the packages that the commands of this repository run.",
    variablePrefix: "WAKAPAY_BUILD",
    flags: [],
    async run() {
      await withProgress("Building the packages", build(interruptSignal()));
      return 0;
    },
  },
  versions(),
);
