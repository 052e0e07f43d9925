import type { TokenEvent } from "@wakapay/auth-core";
import type { Machine } from "../network/machine.ts";
import type { Report } from "./report.ts";

/** Counts what happens in a run. */
export interface Tally {
  /** When each exchange arrived at WakaPay, in order. */
  readonly arrivals: readonly number[];
  exchange(at: number, status: number, machine: string): void;
  note(at: number, bearer: string): void;
  event(event: TokenEvent, machine: Machine): void;
  brokerRequest(broker: number, at: number, queuedMs: number): void;
  settled(waitMs: number): void;
  failed(cause: string): void;
  totals(): Omit<Report, "scenario" | "storeOperations" | "violations">;
}

const SECOND = 1_000;
const HOUR = 3_600_000;

interface BrokerTally {
  requests: number;
  second: number;
  inSecond: number;
  busiestSecond: number;
  longestQueueMs: number;
}

/** Creates a tally of a run that starts at `startsAt`. */
export function createTally(startsAt: number): Tally {
  const arrivals: number[] = [];
  const perHour: number[] = [];
  const failed: Record<string, number> = {};
  const brokers: BrokerTally[] = [];
  let failedExchanges = 0;
  let calls = 0;
  let waited = 0;
  let longestWaitMs = 0;
  let hash = 0x811c9dc5;

  /** FNV-1a. */
  function mix(text: string): void {
    for (let place = 0; place < text.length; place++) {
      hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
    }
  }

  return {
    arrivals,
    exchange(at, status, machine) {
      arrivals.push(at);
      const hour = Math.floor((at - startsAt) / HOUR);
      perHour[hour] = (perHour[hour] ?? 0) + 1;
      if (status !== 200) failedExchanges++;
      mix(`${at} ${status} ${machine}`);
    },
    note(at, bearer) {
      mix(`${at} ${bearer}`);
    },
    event(event, machine) {
      mix(`${event.type} ${machine.name}`);
    },
    brokerRequest(broker, at, queuedMs) {
      const one = brokers[broker] ?? {
        requests: 0,
        second: 0,
        inSecond: 0,
        busiestSecond: 0,
        longestQueueMs: 0,
      };
      brokers[broker] = one;
      const second = Math.floor(at / SECOND);
      one.inSecond = second === one.second ? one.inSecond + 1 : 1;
      one.second = second;
      one.requests++;
      one.busiestSecond = Math.max(one.busiestSecond, one.inSecond);
      one.longestQueueMs = Math.max(one.longestQueueMs, queuedMs);
    },
    settled(waitMs) {
      calls++;
      if (waitMs > 0) waited++;
      longestWaitMs = Math.max(longestWaitMs, waitMs);
    },
    failed(cause) {
      failed[cause] = (failed[cause] ?? 0) + 1;
    },
    totals() {
      const [busiest] = brokers.toSorted((one, other) => other.busiestSecond - one.busiestSecond);
      const { requests = 0, busiestSecond = 0, longestQueueMs = 0 } = busiest ?? {};
      return {
        calls,
        waited,
        longestWaitMs,
        failed,
        exchanges: arrivals.length,
        failedExchanges,
        exchangesPerHour: Array.from(perHour, (count) => count ?? 0),
        largestBurst: largestBurst(arrivals),
        broker: { requests, busiestSecond, longestQueueMs },
        fingerprint: (hash >>> 0).toString(16),
      };
    },
  };
}

/** Returns the most arrivals within one second. */
function largestBurst(arrivals: readonly number[]): number {
  let first = 0;
  let largest = 0;
  for (const [place, at] of arrivals.entries()) {
    while ((arrivals[first] ?? at) <= at - SECOND) first++;
    largest = Math.max(largest, place - first + 1);
  }
  return largest;
}
