import type { ScriptedFault } from "../faults/fault-queue.ts";
import type { Settings } from "../options/settings.ts";
import type { AccountState } from "../state/accounts.ts";
import type { Counts } from "../state/journal.ts";
import type { TokenState } from "../state/tokens.ts";

/** The state of a sandbox at one moment. It never contains a key, a secret, or a token. */
export interface SandboxState {
  /** When the sandbox was created, in epoch milliseconds. It differs after a restart. */
  readonly startedAt: number;
  /** The name of the scenario that `reset()` returns to. */
  readonly scenario: string;
  readonly settings: Settings;
  readonly clock: {
    /** The sandbox's time, in epoch milliseconds. */
    readonly now: number;
    /** How far the clock was advanced, in seconds. */
    readonly advancedSeconds: number;
  };
  readonly accounts: readonly AccountState[];
  /** Whether the credentials were replaced since the start or the last `reset()`. */
  readonly credentialsReplaced: boolean;
  /** The live tokens, and the latest of the others: up to 1,000, in the order they were issued. */
  readonly tokens: readonly TokenState[];
  /** The scripted faults, in the order in which they apply. */
  readonly faults: readonly ScriptedFault[];
  readonly counts: Counts;
  /** The `id` of the newest journal entry, or 0. */
  readonly lastId: number;
}
