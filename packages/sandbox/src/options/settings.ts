import { readFlag } from "./read-flag.ts";
import { readRecord } from "./read-record.ts";
import { readWhole } from "./read-whole.ts";

/** What can be changed while the sandbox runs. */
export interface Settings {
  /** How long a new token lasts, in whole seconds: the answer's `expiresIn`. Default 3600, as in «Token Expiry» of the documentation. */
  readonly lifetimeSeconds: number;
  /** Whether a new exchange ends the account's earlier tokens. WakaPay does not say, so both modes are here. Default false. */
  readonly singleLiveToken: boolean;
}

const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;

/** Reads a change of {@link Settings}. Throws a `TypeError` that says what is wrong with it. */
export function readSettings(value: unknown): Partial<Settings> {
  const { lifetimeSeconds, singleLiveToken } = readRecord(value, "settings", [
    "lifetimeSeconds",
    "singleLiveToken",
  ]);
  return {
    ...(lifetimeSeconds !== undefined && {
      lifetimeSeconds: readWhole("lifetimeSeconds", lifetimeSeconds, 1, TEN_YEARS_SECONDS),
    }),
    ...(singleLiveToken !== undefined && { singleLiveToken: readFlag("singleLiveToken", singleLiveToken) }),
  };
}
