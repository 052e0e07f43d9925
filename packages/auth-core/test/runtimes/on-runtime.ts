import { serve } from "@wakapay/sandbox/serve";
import { beforeAll, describe, expect, test } from "vitest";
import { type Outcome, promises } from "./suite.ts";
import type { Address } from "./world.ts";

/** Runs the suite somewhere and brings back what became of each promise. */
export type Launch = (address: Address) => Promise<Outcome[]>;

const LAUNCH_TIMEOUT_MS = 120_000;

/** One test for each promise, kept on this runtime against a sandbox of its own. */
export function onRuntime(runtime: string, launch: Launch): void {
  describe(`on ${runtime}`, () => {
    let outcomes: Outcome[] = [];

    beforeAll(async () => {
      const credentials = { apiKey: crypto.randomUUID(), apiSecret: crypto.randomUUID() };
      const sandbox = await serve({ credentials: [credentials] });
      try {
        outcomes = await launch({ baseUrl: sandbox.url, ...credentials });
      } finally {
        await sandbox.close();
      }
    }, LAUNCH_TIMEOUT_MS);

    test.each(Object.keys(promises))("%s", (promise) => {
      expect(outcomes.find((outcome) => outcome.promise === promise)).toEqual({ promise });
    });
  });
}
