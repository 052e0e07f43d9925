import type { FaultQueue, ScriptedFault } from "../faults/fault-queue.ts";
import { credentialsSchema } from "../options/credentials.ts";
import { type Fault, faultSchema } from "../options/fault.ts";
import { parse } from "../options/parse.ts";
import { type ParsedSandboxOptions, scenarioOrNameSchema } from "../options/sandbox-options.ts";
import { advanceSchema } from "../options/scenario.ts";
import { settingsSchema } from "../options/settings.ts";
import { type StartState, stateAfter, withChange } from "../options/start-state.ts";
import type { Accounts } from "../state/accounts.ts";
import type { Clock } from "../state/clock.ts";
import type { CurrentSettings } from "../state/current-settings.ts";
import type { Journal } from "../state/journal.ts";
import type { Tokens } from "../state/tokens.ts";
import { waitForEntries } from "../state/wait-for-entries.ts";
import type { Controls, SandboxEvent } from "./controls.ts";

/** The parts of a sandbox that its controls read and change. */
export interface ControlledParts {
  readonly options: ParsedSandboxOptions;
  readonly initial: StartState;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly faults: FaultQueue;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly settings: CurrentSettings;
}

/** Creates the controls of a sandbox, and brings it into its initial state. */
export function createControls(parts: ControlledParts): Controls {
  const { options, initial, accounts, tokens, faults, journal, clock, settings } = parts;
  const startedAt = clock.unskewed();
  let start = initial;
  let credentialsReplaced = false;
  const listeners = new Set<(event: SandboxEvent) => void>();
  const publish = (event: SandboxEvent) => {
    for (const listener of listeners) listener(event);
  };
  journal.subscribe((entry) => publish({ type: "entry", entry }));

  function restore(): void {
    accounts.rotate(start.credentials);
    credentialsReplaced = false;
    faults.reset(start.faults);
    clock.reset(start.advancedSeconds);
    settings.set(start.settings);
  }
  restore();

  /** Publishes that the state has changed after `change` returns. */
  function changing<Result>(change: () => Result): Result {
    const result = change();
    publish({ type: "state" });
    return result;
  }

  return {
    journal: journal.entries,
    waitForJournal: (query = {}) => waitForEntries(journal, query),
    exchanges: () => journal.counts().exchanges,
    state: () => ({
      startedAt,
      scenario: start.scenario,
      settings: settings.get(),
      clock: { now: clock.now(), advancedSeconds: clock.advancedSeconds() },
      accounts: accounts.list(),
      credentialsReplaced,
      tokens: tokens.list(),
      faults: faults.list(),
      counts: journal.counts(),
      lastId: journal.lastId(),
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fault: (fault) => changing(() => faults.add(parse(faultSchema, fault, "fault"))),
    revoke: (tokenOrId) => changing(() => tokens.revoke(tokenOrId)),
    rotate: (replacements, account) =>
      changing(() => {
        const pairs = parse(credentialsSchema, replacements, "credentials");
        if (account !== undefined && !accounts.list().some((known) => known.account === account)) {
          throw new TypeError("`account` must be an account of the sandbox.");
        }
        accounts.rotate(account === undefined ? pairs : pairs.map((pair) => ({ ...pair, account })), account);
        credentialsReplaced = true;
      }),
    configure: (change) =>
      changing(() => settings.set(withChange(settings.get(), parse(settingsSchema, change, "settings")))),
    clock: {
      advance: (seconds) => changing(() => clock.advance(parse(advanceSchema, seconds, "seconds"))),
    },
    scenario: () => ({
      name: start.scenario,
      settings: settings.get(),
      faults: faults.list().map(remainingFault),
      clock: { advancedSeconds: clock.advancedSeconds() },
    }),
    applyScenario: (scenario) =>
      changing(() => {
        start = stateAfter(parse(scenarioOrNameSchema, scenario, "scenario"), options, initial);
        restore();
      }),
    reset: () =>
      changing(() => {
        journal.reset();
        restore();
      }),
  };
}

/** Returns a fault as it would be scripted again now. A repeated fault keeps its whole round. */
function remainingFault({ fault, skip, left }: ScriptedFault): Fault {
  if (fault.repeat) return fault;
  return {
    ...fault,
    ...(fault.skip !== undefined && { skip }),
    ...(left !== null && { times: left }),
  };
}
