import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Deployed, type Traffic, trafficOver, type Version } from "./two-versions.ts";

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

/** Traffic until so many calls of the token endpoint, in which not one call fails and no more are made than renewals ask for. */
async function flawless(deployed: Deployed, exchanges: number, meanwhile?: () => void): Promise<void> {
  const enough = (made: number) => made >= exchanges;
  const traffic = await trafficOver({ sandbox, storage }, deployed, enough, meanwhile);
  expect(Object.keys(traffic.outcomes)).toEqual(["200"]);
  expect(traffic.exchanges).toBeLessThanOrEqual(mostExchanges(traffic));
  expect(traffic.printed).not.toMatch(/canary|eyJ|wgk_/);
}

/** One at each 65 % of a life; one where this version cannot read what the other kept; one that is rejected. */
function mostExchanges({ ms }: Traffic): number {
  return Math.ceil(ms / (LIFETIME_SECONDS * 1000 * 0.65)) + 2;
}

const SIDE_BY_SIDE = {
  older: (older: Version, newer: Version): Deployed => [older, newer],
  newer: (older: Version, newer: Version): Deployed => [newer, older],
};
const cases = [
  { broker: "older", singleLiveToken: false },
  { broker: "newer", singleLiveToken: true },
] as const;

describe.each(cases)(
  "while the broker runs in the $broker version (singleLiveToken: $singleLiveToken)",
  ({ broker, singleLiveToken }) => {
    const sideBySide = SIDE_BY_SIDE[broker];
    beforeEach(async () => {
      const credentials = [OLD_PAIR, NEW_PAIR];
      sandbox = await serve({ credentials, lifetimeSeconds: LIFETIME_SECONDS, singleLiveToken });
    });

    test("put NEXT, rotate at WakaPay, promote: no call fails", async () => {
      await flawless(sideBySide(BEFORE, PREPARED), 2);
      await flawless([PREPARED], 3, () => sandbox.rotate([NEW_PAIR]));
      await flawless(sideBySide(PREPARED, PROMOTED), 2);
      await flawless([PROMOTED], 2);
    }, 60_000);

    test("no call fails where WakaPay ends the old pair while the older version still serves", async () => {
      await flawless(sideBySide(BEFORE, PREPARED), 5, () => sandbox.rotate([NEW_PAIR]));
    }, 60_000);
  },
);

test("where the older version has the broker and its pair is ended, ten calls at once in the newer one share its exchange", async () => {
  sandbox = await serve({ credentials: [NEW_PAIR] });
  sandbox.fault({ delayMs: 300 });
  const { outcomes, exchanges } = await trafficOver(
    { sandbox, storage },
    [BEFORE, PREPARED],
    (made) => made >= 2,
    undefined,
    10,
  );
  const refused = Object.keys(outcomes).filter((outcome) => outcome !== "200");
  expect(refused).toEqual(["503 GATEWAY urn:wakapay-gateway:problem:credentials_rejected"]);
  expect(exchanges).toBe(2);
});
