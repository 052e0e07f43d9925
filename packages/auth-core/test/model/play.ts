import type { Action, Scenario } from "./scenario.ts";
import { stage } from "./stage.ts";
import type { Trace } from "./trace.ts";

/** Longer than any caller may wait. */
const SETTLING_MS = 900_000;

/** Plays a scenario to its end, then lets the world be well, and calls the API once more from each process. */
export async function play(scenario: Scenario): Promise<Trace> {
  const { clock, api, act, trace } = stage(scenario);
  for (const action of scenario.actions) await act(action);
  await clock.advance(SETTLING_MS);
  api.script.length = 0;
  const cures: Action[] = [
    { do: "askCredentials", answer: "at once" },
    { do: "tell" },
    { do: "store", is: "well" },
    { do: "pass", ms: SETTLING_MS },
  ];
  for (const cure of cures) await act(cure);
  const last = trace();
  // As many rounds as processes: what the store has may be another process's token, which the API ended, too. Where the
  // clock was set back, the store may have one of the time before, which yields only to who names it: as many again.
  const rounds = last.clients.length * (clock.steps.length > 0 ? 2 : 1);
  for (let round = 0; round < rounds; round++) {
    for (const process of last.clients.keys()) {
      await act({ do: "fetch", process, calls: 1, path: "/balance", oneShot: false });
    }
    await clock.advance(SETTLING_MS);
  }
  return last;
}
