import { json, startCommand, withProgress } from "@wakapay/command";
import { packRelease } from "./src/release/pack-release.ts";
import { pendingPackages } from "./src/release/pending-packages.ts";
import { publishRelease } from "./src/release/publish-release.ts";
import { repository } from "./src/workspace/repository.ts";
import { versions } from "./src/workspace/versions.ts";

const FOLDER = repository("release");

process.exitCode = await startCommand(
  {
    name: "release",
    invocation: "npx -y pnpm@12 release",
    usage: ["[options] pack", "[options] publish", "[options] pending"],
    summary: "Packs the published packages, publishes what is packed, or lists what is not published.",
    variablePrefix: "WAKAPAY_RELEASE",
    flags: [json],
    details: `Commands:
  pack     Packs the published packages into release/, with a bill of materials for each.
  publish  Publishes the tarballs of release/ that npm does not have yet.
  pending  Lists the packages whose version npm does not have yet.`,
    takesPositionals: true,
    async run(flags, { print }) {
      const [command, ...others] = flags.positionals;
      if (others.length > 0 || !["pack", "publish", "pending"].includes(command ?? "")) {
        throw new TypeError("Name one command: pack, publish, or pending.");
      }
      if (command === "pending") {
        const pending = await withProgress("Asking npm", pendingPackages());
        if (flags.valueOf(json)) print(JSON.stringify(pending));
        else print(pending.length === 0 ? "Nothing is pending." : pending.join("\n"));
        return 0;
      }
      if (command === "pack") {
        const packed = await withProgress("Packing the packages", packRelease(FOLDER));
        const lines = packed.map(({ tarball, sbom }) => `${tarball}\n${sbom}`);
        print(flags.valueOf(json) ? JSON.stringify(packed) : lines.join("\n"));
        return 0;
      }
      const published = await withProgress("Publishing the packages", publishRelease(FOLDER));
      if (flags.valueOf(json)) print(JSON.stringify(published));
      else print(published.length === 0 ? "Nothing to publish." : `Published ${published.join(", ")}.`);
      return 0;
    },
  },
  versions(),
);
