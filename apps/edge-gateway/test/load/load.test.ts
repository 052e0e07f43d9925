import { findSecrets } from "@wakapay/auth-core/testing";
import { expect, inject, test } from "vitest";
import { loadRun } from "./load-run.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** How many requests each run sends, how many at a time, and the time between two disturbances. */
    load: { requests: number; concurrency: number; pauseMs: number };
  }
}

const BROKEN = "502 urn:wakapay-gateway:problem:upstream_unreachable";

test.each([false, true])(
  "no call fails that a fault did not itself break, and exchanges stay at their bound (singleLiveToken: %s)",
  async (singleLiveToken) => {
    const { outcomes, exchanges, exchangesAtMost, broken, evidence, secrets } = await loadRun({
      ...inject("load"),
      singleLiveToken,
    });
    const { 200: succeeded = 0, [BROKEN]: failed = 0, ...others } = outcomes;
    expect(others).toEqual({});
    expect(failed).toBeLessThanOrEqual(broken);
    expect(succeeded + failed).toBe(inject("load").requests);
    expect(exchanges).toBeLessThanOrEqual(exchangesAtMost);

    // The scan sees all that the run printed, answered and stored, and finds what there is to find.
    expect(evidence.printed).toContain('"event":"request"');
    expect(evidence.answers.length).toBeGreaterThan(inject("load").requests);
    expect(
      findSecrets(evidence.stored, ["wakapay-token-broker", "token http://127.0.0.1"]).length,
    ).toBeGreaterThan(0);
    expect(findSecrets(evidence, secrets)).toEqual([]);
    expect(findSecrets({ ...evidence, planted: secrets }, secrets)).toHaveLength(secrets.length);
  },
);
