import { rm } from "node:fs/promises";
import { WRITTEN_PACTS } from "../src/pact/paths.ts";

/** Removes the pacts of an earlier run, so that no test mistakes them for those of this run. */
export async function setup(): Promise<void> {
  await rm(WRITTEN_PACTS, { recursive: true, force: true });
}
