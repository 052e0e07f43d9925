import type { ScenarioName } from "../options/built-in-scenarios.ts";
import type { Credentials } from "../options/credentials.ts";
import type { Fault } from "../options/fault.ts";
import type { Scenario } from "../options/scenario.ts";
import type { SettingsChange } from "../options/settings.ts";
import type { JournalEntry, JournalQuery } from "../state/journal.ts";
import type { JournalWait } from "../state/wait-for-entries.ts";
import type { SandboxState } from "./sandbox-state.ts";

/** Something that happened in a sandbox. */
export type SandboxEvent =
  /** A request arrived or ended. */
  | { readonly type: "entry"; readonly entry: JournalEntry }
  /** A control changed the state. */
  | { readonly type: "state" };

/** Inspects and controls a running sandbox. The HTTP control API offers the same operations. */
export interface Controls {
  /**
   * Returns the last 10,000 requests in order of arrival, or those that `query` selects, without
   * secrets. Health checks and requests to the control API are not recorded.
   */
  journal(query?: JournalQuery): readonly JournalEntry[];
  /**
   * Waits until a request after the entry `after` has ended, and returns the requests after it.
   * Returns at once if there is one already. Default of `after`: 0.
   *
   * @example
   * const last = sandbox.journal().at(-1)?.id ?? 0;
   * startTheProgram();
   * const [first] = await sandbox.waitForJournal({ after: last });
   */
  waitForJournal(query?: JournalWait): Promise<readonly JournalEntry[]>;
  /** Returns how many `POST /business/auth` requests arrived since the last reset. */
  exchanges(): number;
  /** Returns the settings, accounts, tokens, faults, and counts, without secrets. */
  state(): SandboxState;
  /**
   * Calls `listener` when a request arrives or ends, and when a control changes the state. The
   * listener must not throw. Returns a function that ends this.
   */
  subscribe(listener: (event: SandboxEvent) => void): () => void;
  /**
   * Scripts a {@link Fault} for the next `times` requests, or until `reset()`. Throws a `TypeError`
   * if the fault is invalid.
   */
  fault(fault: Fault): void;
  /**
   * Revokes one token, given the token or its `tokenId`, or all valid tokens. Returns how many were
   * revoked.
   */
  revoke(tokenOrId?: string): number;
  /**
   * Replaces all credentials, or only those of one account. Tokens issued for the old ones stay
   * valid. Throws a `TypeError` if the list is empty or invalid, or if there is no such account.
   */
  rotate(credentials: readonly Credentials[], account?: string): void;
  /** Changes settings for new tokens. Throws a `TypeError` if a setting is invalid. */
  configure(change: SettingsChange): void;
  /** The clock, by which tokens expire. */
  readonly clock: {
    /**
     * Moves the clock forward, so that tokens expire without a wait. The delays of faults do not
     * change. Throws a `TypeError` unless `seconds` is a whole number from 1 to ten years.
     */
    advance(seconds: number): void;
  };
  /**
   * Applies a scenario: replaces the settings, credentials, faults, and clock. What it does not set
   * is as in the options of the sandbox. Keeps the journal and the tokens. Throws a `TypeError` if
   * the scenario is invalid.
   */
  applyScenario(scenario: ScenarioName | Scenario): void;
  /** Returns the settings, remaining faults, and clock as a scenario without credentials. */
  scenario(): Scenario;
  /** Clears the journal and returns to the scenario that was applied last. Keeps tokens. */
  reset(): void;
}
