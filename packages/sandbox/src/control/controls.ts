import type { Fault } from "../faults/fault.ts";
import type { Credentials } from "../options/credentials.ts";
import type { Settings } from "../options/settings.ts";
import type { JournalEntry } from "../state/journal.ts";

/** What a test does to a running sandbox. The HTTP control API offers the same. */
export interface Controls {
  /** Every call in the order of arrival, without secrets; the last 10,000. Calls of the control API are not in it. */
  journal(): readonly JournalEntry[];
  /** How many calls of `POST /business/auth` arrived since the last reset, whatever became of them. */
  exchanges(): number;
  /** Scripts a {@link Fault}, for the next `times` calls or until `reset()`. Throws a `TypeError` for one that cannot be played. */
  fault(fault: Fault): void;
  /** Ends one token, or all that live. Answers how many ended. */
  revoke(token?: string): number;
  /** Replaces all credentials. Tokens that were issued for earlier ones stay valid. Throws a `TypeError` for an empty list. */
  rotate(credentials: readonly Credentials[]): void;
  /** Changes settings; what is not named stays. Tokens that were issued keep the life that they have. */
  configure(settings: Partial<Settings>): void;
  /** Forgets faults and journal, and returns to the settings and credentials of the start. Tokens stay valid. */
  reset(): void;
}
