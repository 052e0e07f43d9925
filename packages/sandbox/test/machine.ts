import { spawnSync } from "node:child_process";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The programs that this machine has for the documentation's samples. */
    machine: { curl: boolean; python: boolean };
  }
}

const succeeds = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** Provides `machine` to the tests. At the end, prints which tests were skipped. */
export function setup(project: TestProject): () => void {
  const curl = succeeds("curl", "--version");
  const python = succeeds("python3", "-c", "import requests");
  project.provide("machine", { curl, python });
  return () => {
    if (!curl) {
      const fix = "curl is missing: apt-get install curl";
      process.stderr.write(`not run: the documentation's curl samples (${fix})\n`);
    }
    if (!python) {
      const fix = "python3 with requests is missing: apt-get install python3-requests";
      process.stderr.write(`not run: the documentation's Python sample (${fix})\n`);
    }
  };
}
