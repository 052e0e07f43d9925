import { errorMessage } from "./src/cli/error-message.ts";
import { packRelease } from "./src/release/pack-release.ts";
import { publishRelease } from "./src/release/publish-release.ts";
import { repository } from "./src/workspace/repository.ts";

const FOLDER = repository("release");
const USAGE = `Usage: npx -y pnpm@12 release <pack|publish>

  pack     Packs the published packages into release/, with a bill of materials for each.
  publish  Publishes the tarballs of release/ that npm does not have yet.
`;

const [command = ""] = process.argv.slice(2);
try {
  if (command === "pack") {
    for (const { tarball, sbom } of await packRelease(FOLDER)) console.log(`${tarball}\n${sbom}`);
  } else if (command === "publish") {
    const published = await publishRelease(FOLDER);
    console.log(published.length === 0 ? "Nothing to publish." : `Published ${published.join(", ")}.`);
  } else if (["-h", "--help"].includes(command)) {
    console.log(USAGE);
  } else {
    console.error(USAGE);
    process.exitCode = 2;
  }
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 1;
}
