import { findSecrets } from "@wakapay/auth-core/testing";
import { expect, it } from "vitest";
import { type Client, type Outcome, outcomeOf } from "./client.ts";
import { balance, credentials, payout, startWorld } from "./world.ts";

/** What {@link fiveScenarios} needs to know about a client. */
export interface ScenarioOptions {
  readonly load: () => Promise<Client>;
  /** Returns the code of the `TokenError` that a failed call shows its caller. */
  readonly errorCodeOf: (outcome: Outcome) => unknown;
}

/** Declares the five tests that every recipe passes. */
export function fiveScenarios({ load, errorCodeOf }: ScenarioOptions): void {
  it("makes one exchange in a storm of calls", async () => {
    const { sandbox, client } = await startWorld({ load });
    const outcomes = await Promise.all(times(50, () => outcomeOf(client, balance)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([200]));
    expect(sandbox.exchanges()).toBe(1);
  });

  it("fails no call when the token is revoked", async () => {
    const { sandbox, client, applied } = await startWorld({ load });
    expect(await outcomeOf(client, balance)).toEqual({ status: 200 });
    sandbox.revoke();
    const calls = times(20, (call) => outcomeOf(client, call % 4 === 0 ? payout : balance));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses).toEqual(times(20, (call) => (call % 4 === 0 ? 201 : 200)));
    expect(applied).toHaveLength(5);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("fails with one clear error when the credentials are rejected", async () => {
    const apiSecret = "secret-that-is-wrong";
    const { sandbox, client } = await startWorld({ load, apiSecret });
    const outcomes = await Promise.all(times(10, () => outcomeOf(client, balance)));
    outcomes.push(await outcomeOf(client, payout));
    expect(new Set(outcomes.map(errorCodeOf))).toEqual(new Set(["credentials_rejected"]));
    expect(findSecrets(outcomes, [credentials.apiKey, apiSecret])).toEqual([]);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("aborts only the call whose caller aborts", async () => {
    const { sandbox, client, holdExchange } = await startWorld({ load });
    const { arrived, release } = holdExchange();
    const caller = new AbortController();
    const aborted = outcomeOf(client, { ...balance, signal: caller.signal });
    const others = times(3, () => outcomeOf(client, balance));
    await arrived;
    caller.abort();
    expect(await aborted).toEqual({ status: undefined, error: expect.anything() });
    release();
    expect(await Promise.all(others)).toEqual(times(3, () => ({ status: 200 })));
    expect(sandbox.exchanges()).toBe(1);
  });

  it("never doubles a POST", async () => {
    const { sandbox, client, applied, loseNextResponse } = await startWorld({ load });
    expect(await outcomeOf(client, payout)).toEqual({ status: 201 });
    sandbox.revoke();
    expect(await outcomeOf(client, payout)).toEqual({ status: 201 });
    expect(applied).toHaveLength(2);
    loseNextResponse();
    await outcomeOf(client, payout);
    sandbox.fault({ route: "business", status: 503, times: 1 });
    await outcomeOf(client, payout);
    expect(applied).toEqual(times(3, () => JSON.stringify(payout.json)));
  });
}

function times<T>(count: number, value: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => value(index));
}
