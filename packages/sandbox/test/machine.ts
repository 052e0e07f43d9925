import { spawnSync } from "node:child_process";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Which of the documentation's samples this machine can run. */
    canRun: { curl: boolean; python: boolean };
  }
}

const succeeds = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** Tells the tests what this machine can run, and at their end the person at the terminal what it could not. */
export function setup(project: TestProject): () => void {
  const curl = succeeds("curl", "--version");
  const python = succeeds("python3", "-c", "import requests");
  project.provide("canRun", { curl, python });
  return () => {
    if (!curl)
      process.stderr.write(
        "not run: the documentation's curl samples (curl is missing: apt-get install curl)\n",
      );
    if (!python) {
      const cure = "python3 with requests is missing: apt-get install python3-requests";
      process.stderr.write(`not run: the documentation's Python sample (${cure})\n`);
    }
  };
}
