import { readRecord } from "./read-record.ts";

/** What can be changed while the sandbox runs. */
export interface Settings {
  /** How long a new token lasts, in whole seconds: the answer's `expiresIn`. Default 3600, as documented. */
  readonly lifetimeSeconds: number;
  /** Whether a new exchange ends the account's earlier tokens. Not documented by WakaPay, so both modes are here. Default false. */
  readonly singleLiveToken: boolean;
}

const LONGEST_LIFETIME_SECONDS = 10 * 365 * 24 * 3600;

/** Reads a change of {@link Settings}. Throws a `TypeError` that says what is wrong with it. */
export function readSettings(value: unknown): Partial<Settings> {
  const { lifetimeSeconds, singleLiveToken } = readRecord(value, "settings", [
    "lifetimeSeconds",
    "singleLiveToken",
  ]);
  return {
    ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds: readLifetime(lifetimeSeconds) }),
    ...(singleLiveToken === undefined ? {} : { singleLiveToken: readFlag(singleLiveToken) }),
  };
}

function readLifetime(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LONGEST_LIFETIME_SECONDS)
    return value;
  throw new TypeError(
    `lifetimeSeconds must be a whole number of seconds from 1 to ${LONGEST_LIFETIME_SECONDS}.`,
  );
}

function readFlag(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError("singleLiveToken must be true or false.");
}
