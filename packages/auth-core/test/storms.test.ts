import { describe, expect, it } from "vitest";
import { isTokenError } from "../src/index.ts";
import { createClient } from "./model/client.ts";
import { createFakeApi } from "./model/fake-api.ts";
import { createTimeline } from "./model/timeline.ts";

const HOUR = 3_600_000;
const CREDENTIALS = { apiKey: "key", apiSecret: "secret" };

function world(singleLiveToken: boolean, responseMs = () => 20) {
  const clock = createTimeline();
  const api = createFakeApi(CREDENTIALS, { clock, lifeMs: HOUR, singleLiveToken });
  const options = { api, clock, credentials: () => CREDENTIALS, responseMs, random: () => 0.5 };
  return { clock, api, ...createClient(options) };
}

function repeat<T>(count: number, call: () => Promise<T>): Promise<PromiseSettledResult<T>[]> {
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
  { mode: "earlier tokens stay valid", singleLiveToken: false },
  { mode: "a new token invalidates earlier ones", singleLiveToken: true },
])("many concurrent callers, if $mode", ({ singleLiveToken }) => {
  it("make one exchange if 10,000 of them start without a token", async () => {
    const { clock, api, source } = world(singleLiveToken);
    const calls = repeat(10_000, () => source());
    await clock.advance(100);
    expect(values(await calls)).toEqual(new Set([api.issued[0]]));
    expect(api.exchanges).toHaveLength(1);
  });

  it("make one exchange if 10,000 of them call at expiry", async () => {
    const { clock, api, source } = world(singleLiveToken);
    void source();
    await clock.advance(HOUR);
    const calls = repeat(10_000, () => source());
    await clock.advance(100);
    expect(values(await calls)).toEqual(new Set([api.issued[1]]));
    expect(api.exchanges).toHaveLength(2);
  });

  it("make one sequence of exchanges at expiry, and get the same error if it fails", async () => {
    const { clock, api, source, sequences } = world(singleLiveToken);
    void source();
    await clock.advance(HOUR);
    failFor(api, 4);
    const calls = repeat(10_000, () => source());
    await clock.advance(10_000);
    expect(codes(await calls)).toEqual(new Set(["unavailable"]));
    expect(sequences).toHaveLength(2);
    expect(api.exchanges).toHaveLength(1 + 4);
  });

  it("make one sequence of exchanges if 1,000 fail and 1,000 follow soon", async () => {
    const { clock, api, source } = world(singleLiveToken);
    failFor(api, 4);
    const calls = repeat(1_000, () => source());
    await clock.advance(1_500);
    expect(codes(await calls)).toEqual(new Set(["unavailable"]));
    expect(codes(await repeat(1_000, () => source()))).toEqual(new Set(["unavailable"]));
    expect(api.exchanges).toHaveLength(4);
  });

  it("make one exchange after 1,000 concurrent 401s, and all succeed", async () => {
    const { clock, api, source, fetch } = world(singleLiveToken);
    void source();
    await clock.advance(60_000);
    api.revoke();
    const calls = repeat(1_000, () => fetch("/balance"));
    await clock.advance(1_000);
    expect(await statuses(calls)).toEqual(new Set([200]));
    expect(api.exchanges).toHaveLength(2);
  });

  it("make one exchange after 1,000 401s within 300 ms, and all succeed", async () => {
    let call = 0;
    const { clock, api, source, fetch } = world(singleLiveToken, () => 20 + (call++ % 1_000) * 0.3);
    void source();
    await clock.advance(60_000);
    api.revoke();
    const calls = repeat(1_000, () => fetch("/balance"));
    await clock.advance(2_000);
    expect(await statuses(calls)).toEqual(new Set([200]));
    expect(api.exchanges).toHaveLength(2);
  });

  it("make one exchange per interval on a route that always returns 401", async () => {
    const { clock, api, source, fetch } = world(singleLiveToken);
    void source();
    await clock.advance(60_000);
    const first = repeat(1_000, () => fetch("/unauthorized"));
    await clock.advance(500);
    const soonAfter = repeat(1_000, () => fetch("/unauthorized"));
    await clock.advance(1_000);
    expect(await statuses(first)).toEqual(new Set([401]));
    expect(await statuses(soonAfter)).toEqual(new Set([401]));
    expect(api.exchanges).toHaveLength(2);
  });
});

function failFor(api: ReturnType<typeof createFakeApi>, attempts: number): void {
  for (let attempt = 0; attempt < attempts; attempt++) {
    api.script.push({ kind: "error", ms: 50, code: "unavailable", status: 503 });
  }
}
