import { rm } from "node:fs/promises";
import { WRITTEN } from "../src/directories.ts";

/** Before all tests: what an earlier run wrote must not pass for what this one writes. */
export async function setup(): Promise<void> {
  await rm(WRITTEN, { recursive: true, force: true });
}
