import type { Fault } from "./fault.ts";

/** How clients share a token. */
export type Arrangement =
  /** Node.js processes, each with its own token. */
  | "alone"
  /** Node.js processes that share a token through a store. */
  | "shared"
  /** Isolates of the edge gateway, which share a token through brokers. */
  | "gateway";

/** A fleet, its traffic, and what goes wrong. Times are epoch milliseconds. */
export interface Scenario {
  readonly seed: number;
  readonly arrangement: Arrangement;
  /** How many processes or isolates there are at a time. */
  readonly clients: number;
  /** In how many locations isolates run. */
  readonly locations: number;
  /** How many environments the gateway is deployed to. Each has a broker. */
  readonly brokers: number;
  /** How long an isolate lives on average, in milliseconds. Processes are not replaced. */
  readonly churnMs: number;
  readonly startsAt: number;
  readonly hours: number;
  /** Over how long clients start. */
  readonly startMs: number;
  readonly lifeMs: number;
  readonly singleLiveToken: boolean;
  /** The mean time between two calls of a client, in milliseconds. */
  readonly callMs: number;
  /** The same, while the client's token is due for renewal. */
  readonly busyMs: number;
  /** The longest time on the way to WakaPay. If 0, calls of the business API take no time. */
  readonly latencyMs: number;
  /** How far clocks are off. */
  readonly clockMs: number;
  readonly faults: readonly Fault[];
}
