import type { Arrangement } from "../scenario/scenario.ts";

/** The result of one run, as it is stored. Requests are those of the busiest broker. */
export interface Row {
  /** `steady`, or the fault. */
  readonly name: string;
  readonly arrangement: Arrangement;
  readonly clients: number;
  readonly hours: number;
  readonly brokers: number;
  readonly exchangesPerHour: number;
  readonly busiestHour: number;
  /** The most exchanges within one second. */
  readonly largestBurst: number;
  readonly failedExchanges: number;
  readonly calls: number;
  readonly waited: number;
  readonly failed: number;
  readonly storeOperationsPerHour: number;
  readonly brokerRequestsPerHour: number;
  readonly busiestSecond: number;
  readonly longestQueueMs: number;
}
