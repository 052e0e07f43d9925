import { readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "../options/parse.ts";

const manifestSchema = v.object({ version: v.string() });

/** Returns the version of this package, from its manifest. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return parse(manifestSchema, manifest, "package.json").version;
}
