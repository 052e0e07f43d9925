import { outdatedManifests, writeManifests } from "./src/workspace/manifests.ts";

if (process.argv.includes("--check")) {
  const outdated = await outdatedManifests();
  if (outdated.length > 0) {
    console.error(`Run "npx -y pnpm@12 manifests": these files are outdated: ${outdated.join(", ")}.`);
    process.exitCode = 1;
  }
} else {
  await writeManifests();
}
