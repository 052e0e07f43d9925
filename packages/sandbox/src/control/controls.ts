import type { Fault } from "../faults/fault.ts";
import type { Credentials } from "../options/credentials.ts";
import type { SettingsChange } from "../options/sandbox-options.ts";
import type { JournalEntry } from "../state/journal.ts";

/** Inspects and controls a running sandbox. The HTTP control API offers the same operations. */
export interface Controls {
  /**
   * Returns the last 10,000 requests in order of arrival, without secrets. Health checks and
   * requests to the control API are not recorded.
   */
  journal(): readonly JournalEntry[];
  /** Returns how many `POST /business/auth` requests arrived since the last reset. */
  exchanges(): number;
  /**
   * Scripts a {@link Fault} for the next `times` requests, or until `reset()`. Throws a `TypeError`
   * if the fault is invalid.
   */
  fault(fault: Fault): void;
  /** Revokes one token, or all valid tokens. Returns how many were revoked. */
  revoke(token?: string): number;
  /**
   * Replaces all credentials. Tokens issued for the old ones stay valid. Throws a `TypeError` if
   * the list is empty or invalid.
   */
  rotate(credentials: readonly Credentials[]): void;
  /** Changes settings for new tokens. Throws a `TypeError` if a setting is invalid. */
  configure(change: SettingsChange): void;
  /**
   * Clears the faults and the journal. Restores the initial settings and credentials. Keeps tokens.
   */
  reset(): void;
}
