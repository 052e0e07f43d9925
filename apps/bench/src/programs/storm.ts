import { argv, exit, stdout } from "node:process";
import { mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

/**
 * Sends many concurrent calls of one library in each situation, and prints the exchanges of each.
 * `null`: the library has no such function.
 */
export type StormResult = Readonly<Record<Situation, StormCount | null>>;

/** A situation, in the order of the table. */
export type Situation = "cold" | "expiry" | "failing" | "rejectedAtOnce" | "rejectedOverTime";

/** What a storm caused. */
export interface StormCount {
  readonly exchanges: number;
  /** Calls that did not succeed. */
  readonly failed: number;
}

// The libraries read the time through `Date`, which must be replaced before they are loaded.
const startedAt = Date.now();
mock.timers.enable({ apis: ["Date"], now: startedAt });
const { createEndpoint } = await import("../measure/endpoint.ts");
const { peerNamed } = await import("../peers/peers.ts");

const [, , mode = "", name = ""] = argv;
const singleLiveToken = mode === "single";

async function storm(
  calls: number,
  prepare: (endpoint: ReturnType<typeof createEndpoint>, first: () => Promise<unknown>) => Promise<void>,
  needsCall: boolean,
): Promise<StormCount | null> {
  mock.timers.setTime(startedAt);
  const endpoint = createEndpoint({ singleLiveToken });
  const client = await peerNamed(name).create(endpoint);
  const work = needsCall ? client.call : (client.getToken ?? client.call);
  if (work === undefined) return null;
  await prepare(endpoint, work);
  const before = endpoint.exchanges();
  const results = Promise.allSettled(Array.from({ length: calls }, () => work()));
  if (needsCall) {
    // The requests are on their way when the tokens are revoked.
    await wait(10);
    endpoint.revoke();
  }
  const failed = (await results).filter(
    (result) => result.status === "rejected" || (needsCall && result.value !== 200),
  );
  return { exchanges: endpoint.exchanges() - before, failed: failed.length };
}

const result: StormResult = {
  cold: await storm(10_000, async () => {}, false),
  expiry: await storm(
    10_000,
    async (_, first) => {
      await first();
      mock.timers.setTime(startedAt + 7_200_000);
    },
    false,
  ),
  failing: await storm(
    1_000,
    async (endpoint) => {
      endpoint.failWith = 401;
    },
    false,
  ),
  rejectedAtOnce: await storm(
    1_000,
    async (endpoint, first) => {
      await first();
      endpoint.latencyMs = (call) => (call <= 1_000 ? 50 : 5);
    },
    true,
  ),
  rejectedOverTime: await storm(
    1_000,
    async (endpoint, first) => {
      await first();
      endpoint.latencyMs = (call) => (call <= 1_000 ? 30 + ((call * 7_919) % 1_000) * 0.3 : 5);
    },
    true,
  ),
};
stdout.write(JSON.stringify(result), () => exit());
