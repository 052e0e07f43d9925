import { spawnSync } from "node:child_process";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether this machine has a redis-server. */
    redisServer: boolean;
  }
}

const isInstalled = spawnSync("redis-server", ["--version"]).status === 0;

/** Tells the tests whether this machine has a redis-server. */
export function setup(project: TestProject): void {
  project.provide("redisServer", isInstalled);
}

/** Reports which tests were skipped because redis-server is missing. */
export function teardown(): void {
  if (isInstalled) return;
  process.stderr.write(
    "not run: the example's fleet with a real Redis (redis-server is missing; apt-get install redis-server)\n",
  );
}
