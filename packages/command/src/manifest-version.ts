import { readFileSync } from "node:fs";

/** Returns the version in a package's manifest. */
export function manifestVersion(manifest: URL): string {
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, "utf8"));
  return version;
}
