import { type DayCount, takeCounts } from "../../../src/access/day-count.ts";
import { createQuota } from "../../../src/access/quota.ts";
import type { TakeReply, TakeRequest } from "../../../src/access/quota-protocol.ts";
import type { Quota } from "../../../src/policy/policy.ts";

export const DAY_MS = 86_400_000;

/** A request of the caller, and what became of it. Times are those of the object's clock. */
export interface SimulatedRequest {
  readonly startedAt: number;
  endedAt?: number;
  outcome?: "allowed" | "quota_exceeded" | "quota_unavailable";
}

/** A message on the way between an isolate and the object. */
interface Message {
  readonly deliver: () => void;
  readonly fail: () => void;
}

/** Isolates of the edge, one object, and the network and the time between them. */
export interface SimulatedEdge {
  readonly requests: readonly SimulatedRequest[];
  readonly messages: readonly unknown[];
  /** How often isolates called the object. */
  calls(): number;
  /** Starts requests in one of the isolates. */
  send(isolate: number, times?: number): Promise<void>;
  /** Delivers one of the messages. */
  deliver(message: number): Promise<void>;
  /** Loses one of the messages: the call fails. */
  lose(message: number): Promise<void>;
  /** Delivers messages until there are none. */
  settle(): Promise<void>;
  /** Replaces an isolate, unless it has requests in progress. */
  evict(isolate: number): void;
  advance(ms: number): Promise<void>;
}

/**
 * Creates isolates whose clocks differ from the object's by `offsets`. The time starts 4 seconds
 * before midnight.
 */
export function simulatedEdge(quota: Quota, offsets: readonly number[]): SimulatedEdge {
  const requests: SimulatedRequest[] = [];
  const messages: Message[] = [];
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  let stored: DayCount | undefined;
  let time = 20_000 * DAY_MS - 4_000;
  let calls = 0;

  function post(deliver: () => void, fail: () => void): void {
    messages.push({ deliver, fail });
  }

  /** Sends a call to the object, and its reply back. */
  function take(request: TakeRequest): Promise<TakeReply> {
    calls += 1;
    const { promise, resolve, reject } = Promise.withResolvers<TakeReply>();
    const fail = () => reject(new Error("lost"));
    post(() => {
      const { dayCount, reply } = takeCounts(stored, request, time);
      stored = dayCount;
      post(() => resolve(reply), fail);
    }, fail);
    return promise;
  }

  const isolates = offsets.map((offset) => {
    const create = () =>
      createQuota(
        { environment: "local", quotas: { getByName: () => ({ take }) } },
        {
          now: () => time + offset,
          startTimer(fire, ms) {
            const timer = { at: time + ms, fire };
            timers.add(timer);
            return () => timers.delete(timer);
          },
        },
      );
    return { create, enforce: create(), inFlight: 0 };
  });

  async function removeMessage(index: number): Promise<Message | undefined> {
    const [message] = messages.splice(index % Math.max(1, messages.length), 1);
    return message;
  }

  async function deliver(index: number): Promise<void> {
    (await removeMessage(index))?.deliver();
    await turn();
  }

  return {
    requests,
    messages,
    calls: () => calls,
    async send(index, times = 1) {
      const isolate = isolates[index % isolates.length];
      if (isolate === undefined) return;
      for (let sent = 0; sent < times; sent += 1) {
        const request: SimulatedRequest = { startedAt: time };
        requests.push(request);
        isolate.inFlight += 1;
        const end = (outcome: SimulatedRequest["outcome"]) => {
          isolate.inFlight -= 1;
          Object.assign(request, { endedAt: time, outcome });
        };
        isolate.enforce({ name: "demo", quota }).then(
          () => end("allowed"),
          (error) => end(error.problem),
        );
      }
      await turn();
    },
    deliver,
    async lose(index) {
      (await removeMessage(index))?.fail();
      await turn();
    },
    async settle() {
      while (messages.length > 0) await deliver(0);
    },
    evict(index) {
      const isolate = isolates[index % isolates.length];
      if (isolate?.inFlight === 0) isolate.enforce = isolate.create();
    },
    async advance(ms) {
      time += ms;
      for (const timer of timers) {
        if (timer.at > time) continue;
        timers.delete(timer);
        timer.fire();
      }
      await turn();
    },
  };
}

/** Lets all promises settle that wait for no message and no timer. */
async function turn(): Promise<void> {
  for (let microtask = 0; microtask < 30; microtask += 1) await undefined;
}
