import type { AccountCredentials } from "./credentials.ts";
import type { Fault } from "./fault.ts";
import type { ParsedSandboxOptions } from "./sandbox-options.ts";
import type { ParsedScenario } from "./scenario.ts";
import type { Settings, SettingsChange } from "./settings.ts";

/** What a sandbox starts with, and what `reset()` restores. */
export interface StartState {
  readonly scenario: string;
  readonly settings: Settings;
  readonly credentials: readonly AccountCredentials[];
  readonly faults: readonly Fault[];
  readonly advancedSeconds: number;
}

const DEFAULTS: Settings = { lifetimeSeconds: 3600, singleLiveToken: false };

/**
 * Returns what a sandbox with these options starts with. Throws a `TypeError` if there are no
 * credentials.
 */
export function initialState({ scenario, credentials, ...settings }: ParsedSandboxOptions): StartState {
  const accepted = credentials ?? scenario.credentials;
  if (accepted === undefined) throw new TypeError("`credentials` is missing.");
  return {
    ...stateOf(scenario),
    credentials: accepted,
    settings: withChange(withChange(DEFAULTS, scenario.settings), settings),
  };
}

/**
 * Returns what a sandbox starts with after another scenario is applied. What the scenario does not
 * set is as in the options.
 */
export function stateAfter(
  scenario: ParsedScenario,
  options: ParsedSandboxOptions,
  initial: StartState,
): StartState {
  return {
    ...stateOf(scenario),
    credentials: scenario.credentials ?? initial.credentials,
    settings: withChange(withChange(DEFAULTS, options), scenario.settings),
  };
}

/** Returns settings after a change. Omitted and undefined settings keep their values. */
export function withChange(settings: Settings, change: SettingsChange = {}): Settings {
  return {
    lifetimeSeconds: change.lifetimeSeconds ?? settings.lifetimeSeconds,
    singleLiveToken: change.singleLiveToken ?? settings.singleLiveToken,
  };
}

function stateOf(scenario: ParsedScenario): Pick<StartState, "scenario" | "faults" | "advancedSeconds"> {
  return {
    scenario: scenario.name ?? "custom",
    faults: scenario.faults ?? [],
    advancedSeconds: scenario.clock?.advancedSeconds ?? 0,
  };
}
