import { startCommand, switchFlag } from "@wakapay/command";
import { outdatedManifests, writeManifests } from "./src/workspace/manifests.ts";
import { versions } from "./src/workspace/versions.ts";

const check = switchFlag("check", "Write nothing, and fail if a file is outdated.");

process.exitCode = await startCommand(
  {
    name: "manifests",
    invocation: "npx -y pnpm@12 manifests",
    summary: "Writes what the published packages have in common: addresses, license, and versions.",
    variablePrefix: "WAKAPAY_MANIFESTS",
    flags: [check],
    async run(flags, { warn }) {
      if (!flags.valueOf(check)) {
        await writeManifests();
        return 0;
      }
      const outdated = await outdatedManifests();
      if (outdated.length === 0) return 0;
      warn(`Run "npx -y pnpm@12 manifests": these files are outdated: ${outdated.join(", ")}.`);
      return 1;
    },
  },
  versions(),
);
