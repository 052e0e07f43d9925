import type { Scenario } from "../scenario/scenario.ts";

/** A promise that was broken. */
export interface Violation {
  /** The time since the start. */
  readonly at: string;
  readonly promise: string;
  readonly details: string;
}

/** What happened in a run. */
export interface Report {
  readonly scenario: Scenario;
  readonly calls: number;
  /** Calls that waited for a token. */
  readonly waited: number;
  readonly longestWaitMs: number;
  /** Calls that failed, by the fault that caused it. */
  readonly failed: Readonly<Record<string, number>>;
  readonly exchanges: number;
  readonly failedExchanges: number;
  /** Exchanges in each hour. */
  readonly exchangesPerHour: readonly number[];
  /** The most exchanges within one second. */
  readonly largestBurst: number;
  readonly storeOperations: number;
  /** Requests of the busiest broker. */
  readonly broker: {
    readonly requests: number;
    readonly busiestSecond: number;
    readonly longestQueueMs: number;
  };
  readonly violations: readonly Violation[];
  /** Depends on everything that happened. Equal seeds have equal fingerprints. */
  readonly fingerprint: string;
}
