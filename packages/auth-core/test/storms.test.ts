import { describe, expect, it } from "vitest";
import { isTokenError } from "../src/index.ts";
import { client } from "./model/client.ts";
import { fakeApi } from "./model/fake-api.ts";
import { timeline } from "./model/timeline.ts";

const HOUR = 3_600_000;
const PAIR = { apiKey: "key", apiSecret: "secret" };

function world(singleLiveToken: boolean, answersInMs = () => 20) {
  const clock = timeline();
  const api = fakeApi(PAIR, { clock, lifeMs: HOUR, singleLiveToken });
  const options = { api, clock, credentials: () => PAIR, answersInMs, random: () => 0.5 };
  return { clock, api, ...client(options) };
}

function times<T>(count: number, call: () => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: count }, call));
}

function values<T>(results: PromiseSettledResult<T>[]): Set<T> {
  return new Set(
    results.map((result) => (result.status === "fulfilled" ? result.value : (undefined as never))),
  );
}

function codes(results: PromiseSettledResult<unknown>[]): Set<unknown> {
  return new Set(
    results.map((result) =>
      result.status === "rejected" && isTokenError(result.reason) ? result.reason.code : "fulfilled",
    ),
  );
}

const statuses = async (calls: Promise<PromiseSettledResult<Response>[]>) =>
  new Set([...values(await calls)].map(({ status }) => status));

describe.each([
  { mode: "earlier tokens live on", singleLiveToken: false },
  { mode: "a new token ends the earlier ones", singleLiveToken: true },
])("a storm, where $mode", ({ singleLiveToken }) => {
  it("10,000 cold callers cost one exchange and get one token", async () => {
    const { clock, api, source } = world(singleLiveToken);
    const calls = times(10_000, () => source());
    await clock.advance(100);
    expect(values(await calls)).toEqual(new Set([api.issued[0]]));
    expect(api.exchanges).toHaveLength(1);
  });

  it("10,000 callers at the moment of expiry cost one exchange and get the new token", async () => {
    const { clock, api, source } = world(singleLiveToken);
    void source();
    await clock.advance(HOUR);
    const calls = times(10_000, () => source());
    await clock.advance(100);
    expect(values(await calls)).toEqual(new Set([api.issued[1]]));
    expect(api.exchanges).toHaveLength(2);
  });

  it("10,000 callers at expiry with a failing endpoint cost one sequence and get errors of one kind", async () => {
    const { clock, api, source, sequences } = world(singleLiveToken);
    void source();
    await clock.advance(HOUR);
    failFor(api, 4);
    const calls = times(10_000, () => source());
    await clock.advance(10_000);
    expect(codes(await calls)).toEqual(new Set(["unavailable"]));
    expect(sequences).toHaveLength(2);
    expect(api.exchanges).toHaveLength(1 + 4);
  });

  it("1,000 callers at a failing endpoint, and 1,000 soon after, cost one sequence", async () => {
    const { clock, api, source } = world(singleLiveToken);
    failFor(api, 4);
    const calls = times(1_000, () => source());
    await clock.advance(1_500);
    expect(codes(await calls)).toEqual(new Set(["unavailable"]));
    expect(codes(await times(1_000, () => source()))).toEqual(new Set(["unavailable"]));
    expect(api.exchanges).toHaveLength(4);
  });

  it("1,000 calls refused at once cost one exchange, and every one succeeds", async () => {
    const { clock, api, source, fetch } = world(singleLiveToken);
    void source();
    await clock.advance(60_000);
    api.revoke();
    const calls = times(1_000, () => fetch("/balance"));
    await clock.advance(1_000);
    expect(await statuses(calls)).toEqual(new Set([200]));
    expect(api.exchanges).toHaveLength(2);
  });

  it("1,000 calls refused over 300 ms cost one exchange, and every one succeeds", async () => {
    let call = 0;
    const { clock, api, source, fetch } = world(singleLiveToken, () => 20 + (call++ % 1_000) * 0.3);
    void source();
    await clock.advance(60_000);
    api.revoke();
    const calls = times(1_000, () => fetch("/balance"));
    await clock.advance(2_000);
    expect(await statuses(calls)).toEqual(new Set([200]));
    expect(api.exchanges).toHaveLength(2);
  });

  it("1,000 calls of a route that always answers 401 cost one exchange an interval, and get their 401", async () => {
    const { clock, api, source, fetch } = world(singleLiveToken);
    void source();
    await clock.advance(60_000);
    const first = times(1_000, () => fetch("/refuses"));
    await clock.advance(500);
    const soonAfter = times(1_000, () => fetch("/refuses"));
    await clock.advance(1_000);
    expect(await statuses(first)).toEqual(new Set([401]));
    expect(await statuses(soonAfter)).toEqual(new Set([401]));
    expect(api.exchanges).toHaveLength(2);
  });
});

function failFor(api: ReturnType<typeof fakeApi>, attempts: number): void {
  for (let attempt = 0; attempt < attempts; attempt++) {
    api.script.push({ kind: "fails", ms: 50, code: "unavailable", status: 503 });
  }
}
