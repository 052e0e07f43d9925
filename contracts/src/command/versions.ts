import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Returns what the commands print for `--version`: the packages whose contract they test, one line
 * for each.
 */
export function versions(): string {
  const names = ["@wakapay/auth-core", "@wakapay/sandbox"];
  const lines = names.map((name) => {
    const manifest = fileURLToPath(import.meta.resolve(`${name}/package.json`));
    return `${name} ${JSON.parse(readFileSync(manifest, "utf8")).version}`;
  });
  return lines.join("\n");
}
