import { serve } from "@wakapay/sandbox/serve";
import { beforeAll, describe, expect, test } from "vitest";
import { behaviors, type Outcome } from "./suite.ts";
import type { Address } from "./world.ts";

/** Runs the suite on a runtime and returns the outcome of each behavior. */
export type Launch = (address: Address) => Promise<Outcome[]>;

const LAUNCH_TIMEOUT_MS = 120_000;

/** Registers a test for each behavior, which runs on this runtime against its own sandbox. */
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

    test.each(Object.keys(behaviors))("%s", (behavior) => {
      expect(outcomes.find((outcome) => outcome.behavior === behavior)).toEqual({ behavior });
    });
  });
}
