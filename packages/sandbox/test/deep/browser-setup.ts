import { spawnSync } from "node:child_process";
import type { TestProject } from "vitest/node";
import { setup as setUpMachine } from "../machine.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The path of Chromium, or an empty string. */
    chromium: string;
  }
}

/** Provides `chromium` and `machine` to the tests. At the end, prints which tests were skipped. */
export function setup(project: TestProject): () => void {
  const printSkipped = setUpMachine(project);
  const chromium = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim();
  project.provide("chromium", chromium);
  return () => {
    printSkipped();
    if (chromium === "") {
      process.stderr.write(
        "not run: the console in a browser (chromium is missing: apt-get install chromium)\n",
      );
    }
  };
}
