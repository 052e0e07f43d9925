import type { Action, Scenario } from "./scenario.ts";
import type { Trace } from "./trace.ts";
import { createWorld } from "./world.ts";

/** Longer than any caller may wait, in milliseconds. */
const SETTLING_MS = 900_000;

/** Runs a scenario. Then restores a healthy world and calls the API once more from each process. */
export async function runScenario(scenario: Scenario): Promise<Trace> {
  const { clock, api, act, trace } = createWorld(scenario);
  for (const action of scenario.actions) await act(action);
  await clock.advance(SETTLING_MS);
  api.script.length = 0;
  const repairs: Action[] = [
    { do: "credentials", outcome: "immediate" },
    { do: "deployCredentials" },
    { do: "store", state: "healthy" },
    { do: "pass", ms: SETTLING_MS },
  ];
  for (const repair of repairs) await act(repair);
  const last = trace();
  // One round for each process: the store may hold a token of another process that the API rejects.
  // If the clock was set back, it may hold an older token that only its rejection replaces: twice
  // as many rounds.
  const rounds = last.clients.length * (clock.steps.length > 0 ? 2 : 1);
  for (let round = 0; round < rounds; round++) {
    for (const process of last.clients.keys()) {
      await act({ do: "fetch", process, calls: 1, path: "/balance", oneShot: false });
    }
    await clock.advance(SETTLING_MS);
  }
  return last;
}
