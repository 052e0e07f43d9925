import { findSecrets } from "@wakapay/auth-core/testing";
import { expect, inject, test } from "vitest";
import { type LoadOptions, runLoad } from "./run-load.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The size of each run. */
    load: Omit<LoadOptions, "singleLiveToken">;
  }
}

const UPSTREAM_UNREACHABLE = "502 urn:wakapay-gateway:problem:upstream_unreachable";

test.each<[string, boolean]>([
  ["several live tokens", false],
  ["a single live token", true],
])("fails only requests whose connection is closed, with %s", async (_, singleLiveToken) => {
  const load = inject("load");
  const { outcomes, exchanges, maxExchanges, hangUps, evidence, secrets } = await runLoad({
    ...load,
    singleLiveToken,
  });
  const { 200: succeeded = 0, [UPSTREAM_UNREACHABLE]: failed = 0, ...others } = outcomes;
  expect(others).toEqual({});
  expect(failed).toBeLessThanOrEqual(hangUps);
  expect(succeeded + failed).toBe(load.requests);
  expect(exchanges).toBeLessThanOrEqual(maxExchanges);

  // The evidence is complete, and the search finds what it contains.
  expect(evidence.printed).toContain('"event":"request"');
  expect(evidence.responses.length).toBeGreaterThan(load.requests);
  const stored = findSecrets(evidence.stored, ["wakapay-token-broker", "token http://127.0.0.1"]);
  expect(stored.length).toBeGreaterThan(0);
  expect(findSecrets({ ...evidence, planted: secrets }, secrets)).toHaveLength(secrets.length);
  expect(findSecrets(evidence, secrets)).toEqual([]);
});
