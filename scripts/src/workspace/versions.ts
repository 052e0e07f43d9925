import { readFileSync } from "node:fs";
import { repository } from "./repository.ts";

const FOLDERS = ["packages/auth-core", "packages/sandbox", "packages/edge-gateway"];

/** Returns what the commands print for `--version`: one line for each package. */
export function versions(): string {
  const manifests = FOLDERS.map((folder) =>
    JSON.parse(readFileSync(repository(`${folder}/package.json`), "utf8")),
  );
  return manifests.map(({ name, version }) => `${name} ${version}`).join("\n");
}
