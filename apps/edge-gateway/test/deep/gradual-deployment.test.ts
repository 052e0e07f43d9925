import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Deployment, sendTraffic, type Traffic } from "../http/two-versions.ts";

const OLD_PAIR = { apiKey: "old-key", apiSecret: "canary-old-secret" };
const NEW_PAIR = { apiKey: "new-key", apiSecret: "canary-new-secret" };
const BEFORE = { current: OLD_PAIR };
const PREPARED = { current: OLD_PAIR, next: NEW_PAIR };
const PROMOTED = { current: NEW_PAIR };
const LIFETIME_SECONDS = 2;

let storage: string;
let sandbox: ServedSandbox;
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), "broker-"));
});
afterEach(async () => {
  await sandbox.close();
  await rm(storage, { recursive: true });
});

/**
 * Sends traffic until there were so many token requests. No call may fail, and no token request be
 * unnecessary.
 */
async function expectFlawless(
  deployment: Deployment,
  tokenRequests: number,
  onFirstCalls?: () => void,
): Promise<void> {
  const isEnough = (made: number) => made >= tokenRequests;
  const traffic = await sendTraffic({ sandbox, storage, deployment, isEnough, onFirstCalls });
  expect(Object.keys(traffic.outcomes)).toEqual(["200"]);
  expect(traffic.tokenRequests).toBeLessThanOrEqual(mostTokenRequests(traffic));
  expect(traffic.printed).not.toMatch(/canary|eyJ|wgk_/);
}

/**
 * One per renewal, one if a version cannot decrypt what the other stored, and one that is rejected.
 */
function mostTokenRequests({ ms }: Traffic): number {
  return Math.ceil(ms / (LIFETIME_SECONDS * 1000 * 0.65)) + 2;
}

describe.each([
  { broker: "older", singleLiveToken: false },
  { broker: "newer", singleLiveToken: true },
])(
  "with the broker in the $broker version (singleLiveToken: $singleLiveToken)",
  ({ broker, singleLiveToken }) => {
    test("fails no call when credentials are rotated as documented", { timeout: 60_000 }, async () => {
      const credentials = [OLD_PAIR, NEW_PAIR];
      sandbox = await serve({ credentials, lifetimeSeconds: LIFETIME_SECONDS, singleLiveToken });
      const together = (...[older, newer]: Required<Deployment>): Deployment =>
        broker === "older" ? [older, newer] : [newer, older];
      await expectFlawless(together(BEFORE, PREPARED), 2);
      await expectFlawless([PREPARED], 3, () => sandbox.rotate([NEW_PAIR]));
      await expectFlawless(together(PREPARED, PROMOTED), 2);
      await expectFlawless([PROMOTED], 2);
    });
  },
);
