import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns the version of the gateway, from its manifest. */
export function version(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")).version;
}
