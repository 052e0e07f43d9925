import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Variables } from "@wakapay/command";

/**
 * Adds the variables of files, as `process.loadEnvFile` does: a variable of the environment
 * overrides the files, and an earlier file overrides a later one. An empty variable counts as
 * unset.
 *
 * Throws a `TypeError` if a file cannot be read. It contains nothing of the file.
 */
export function withEnvFiles(files: readonly string[], variables: Variables): Variables {
  const layers = [variables, ...files.map((file) => parseEnv(readText(file)))];
  const set = layers.map((layer) => Object.entries(layer).filter(([, value]) => value));
  return Object.fromEntries(set.reverse().flat());
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new TypeError(`\`--env-file\` must name a file that can be read (${Object(error).code}).`);
  }
}
