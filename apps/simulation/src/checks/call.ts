import type { Machine } from "../network/machine.ts";

/** A call of the business API and its result. Times are epoch milliseconds, in true time. */
export interface Call {
  readonly id: number;
  /** The place of the client in its fleet. */
  readonly place: number;
  readonly machine: Machine;
  readonly startedAt: number;
  /** The tokens that the call was sent with, in order. */
  readonly bearers: string[];
  /** When it was sent first. */
  sentAt?: number;
}

/** How a call ended. */
export interface Outcome {
  readonly call: Call;
  readonly settledAt: number;
  /** The status of the response, if there was one. */
  readonly status?: number;
  readonly error?: unknown;
}
