import { spawnSync } from "node:child_process";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether this machine has a redis-server. */
    redisServer: boolean;
  }
}

const found = spawnSync("redis-server", ["--version"]).status === 0;

/** Tells the tests whether there is a redis-server. */
export function setup(project: TestProject): void {
  project.provide("redisServer", found);
}

/** Says at the end what could not be tested without one. */
export function teardown(): void {
  if (found) return;
  process.stderr.write(
    "not run: auth-core's tests over a real Redis (redis-server is missing; apt-get install redis-server)\n",
  );
}
