import { beforeEach, describe, expect, test, vi } from "vitest";
import { createLease, type Spending } from "../../../src/access/quota-lease.ts";
import type { TakeReply, TakeRequest } from "../../../src/access/quota-protocol.ts";

const DAY = 20_000;
const HOUR_MS = 3_600_000;
const PER_DAY = 10_000;
const COUNTED = { kind: "counted" };
const DOWN = { kind: "down" };

let time: number;
let timers: { readonly at: number; readonly fire: () => void }[];
let calls: { readonly count: number; readonly reply: (reply: Partial<TakeReply>) => Promise<void> }[];
let onDown: ReturnType<typeof vi.fn<() => void>>;
let spend: () => Promise<Spending>;

beforeEach(() => {
  time = 1_000_000;
  timers = [];
  calls = [];
  onDown = vi.fn();
  const take = ({ count }: TakeRequest) => {
    const { promise, resolve } = Promise.withResolvers<TakeReply>();
    calls.push({
      count,
      async reply(reply) {
        resolve({ granted: count, day: DAY, endsInMs: HOUR_MS, ...reply });
        await promise;
      },
    });
    return promise;
  };
  const lease = createLease(take, {
    now: () => time,
    startTimer(fire, ms) {
      timers.push({ at: time + ms, fire });
      return () => {};
    },
    onDown,
  });
  spend = () => lease(PER_DAY);
});

/** Lets time pass. Timers that are due fire. */
function advance(ms: number): void {
  time += ms;
  for (const { fire } of timers.filter(({ at }) => at <= time)) fire();
  timers = timers.filter(({ at }) => at > time);
}

/** Spends a count, with the object's reply. */
async function spendWith(reply: Partial<TakeReply>): Promise<Spending> {
  const spending = spend();
  await calls.at(-1)?.reply(reply);
  return spending;
}

describe("a lease", () => {
  test("takes one count at first, and then a tenth of what it took", async () => {
    expect(await spendWith({ granted: 100 })).toEqual(COUNTED);
    for (let used = 1; used < 100; used += 1) expect(await spend()).toEqual(COUNTED);
    await spendWith({});
    expect(calls.map(({ count }) => count)).toEqual([1, 11]);
  });

  test("takes one portion at a time, and single counts until it arrives", async () => {
    await spendWith({ granted: 1_000 });
    for (let used = 1; used < 1_000; used += 1) await spend();
    const spending = [spend(), spend(), spend()];
    expect(calls.map(({ count }) => count)).toEqual([1, 101, 1, 1]);
    for (const { reply } of calls.slice(1)) await reply({});
    expect(await Promise.all(spending)).toEqual([COUNTED, COUNTED, COUNTED]);
    for (let used = 0; used < 100; used += 1) expect(await spend()).toEqual(COUNTED);
    expect(calls).toHaveLength(4);
  });

  test("ends with its day, which is counted from before the call", async () => {
    const spending = spend();
    advance(500);
    await calls[0]?.reply({ granted: 10 });
    await spending;
    advance(HOUR_MS - 501);
    expect(await spend()).toEqual(COUNTED);
    expect(calls).toHaveLength(1);
    advance(1);
    void spend();
    expect(calls.map(({ count }) => count)).toEqual([1, 1]);
  });

  test("remembers until the end of the day that the quota is used up", async () => {
    expect(await spendWith({ granted: 0 })).toEqual({ kind: "exceeded", resetMs: HOUR_MS });
    advance(HOUR_MS - 1);
    expect(await spend()).toEqual({ kind: "exceeded", resetMs: 1 });
    expect(calls).toHaveLength(1);
    advance(1);
    expect(await spendWith({ day: DAY + 1 })).toEqual(COUNTED);
  });

  test("ignores counts of an earlier day that arrive late", async () => {
    const late = spend();
    advance(1);
    await spendWith({ day: DAY + 1 });
    await calls[0]?.reply({ granted: 50, endsInMs: 2 * HOUR_MS });
    expect(await late).toEqual(COUNTED);
    void spend();
    expect(calls).toHaveLength(3);
  });
});

describe("if the object does not respond, a lease", () => {
  test("waits for 2 seconds, and calls it again after 5 seconds, with one request", async () => {
    const spending = [spend(), spend()];
    advance(1_999);
    expect(onDown).not.toHaveBeenCalled();
    advance(1);
    expect(await Promise.all(spending)).toEqual([DOWN, DOWN]);
    expect(onDown).toHaveBeenCalledOnce();
    advance(4_999);
    expect(await spend()).toEqual(DOWN);
    expect(calls).toHaveLength(2);
    advance(1);
    const probe = spend();
    expect(await spend()).toEqual(DOWN);
    expect(calls).toHaveLength(3);
    advance(2_000);
    expect(await probe).toEqual(DOWN);
    expect(onDown).toHaveBeenCalledTimes(2);
    advance(5_000);
    expect(await spendWith({})).toEqual(COUNTED);
    expect(await spendWith({})).toEqual(COUNTED);
  });

  test("keeps a portion that arrives late, except the count of its request", async () => {
    const spending = spend();
    advance(2_000);
    expect(await spending).toEqual(DOWN);
    await calls[0]?.reply({ granted: 3 });
    expect([await spend(), await spend()]).toEqual([COUNTED, COUNTED]);
    expect(calls).toHaveLength(1);
  });

  test("does not stay down longer if the clock is set back", async () => {
    const spending = spend();
    advance(2_000);
    await spending;
    time -= HOUR_MS;
    expect(await spendWith({})).toEqual(COUNTED);
  });
});
