import type { JSX } from "hono/jsx/jsx-runtime";
import type { SandboxState } from "../control/sandbox-state.ts";
import { describeFault } from "../faults/describe-fault.ts";
import { formatDuration } from "../http/format-duration.ts";
import { ActionForm } from "./action-form.tsx";
import { Confirm } from "./confirm.tsx";

/** Shows on every page what is scripted now, with buttons that end it. */
export function Strip({ state }: { state: SandboxState }): JSX.Element {
  const items = scriptedNow(state);
  return (
    <section id="strip" class={items.length === 0 ? "strip calm" : "strip"} aria-label="Scripted now">
      <h2>Scripted now</h2>
      {items.length === 0 ? (
        <p>Nothing. The sandbox responds as documented.</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      )}
      {isScenario(state.scenario) && (
        <ActionForm action="end-scenario">
          <button type="submit">End scenario</button>
        </ActionForm>
      )}
      <Confirm id="confirm-reset" label="Reset…" text={resetText(state.scenario)}>
        <ActionForm action="reset">
          <button type="submit" id="reset" class="danger">
            Reset and clear the log
          </button>
        </ActionForm>
      </Confirm>
    </section>
  );
}

function isScenario(scenario: string): boolean {
  return scenario !== "custom" && scenario !== "calm";
}

function resetText(scenario: string): string {
  const target = isScenario(scenario) ? `the start of scenario ${scenario}` : "the state at the start";
  return `Returns to ${target}: its faults, settings, credentials, and clock. Also clears the request log. Tokens stay.`;
}

/** Returns in words what differs from a sandbox that responds as documented. */
function scriptedNow({
  scenario,
  settings,
  faults,
  clock,
  credentialsReplaced,
}: SandboxState): readonly string[] {
  return [
    ...(isScenario(scenario) ? [`Scenario ${scenario}`] : []),
    ...faults.map((scripted) => {
      const route = scripted.fault.route === "business" ? "Calls" : "Exchanges";
      return `${route}: ${describeFault(scripted)}`;
    }),
    ...(credentialsReplaced ? ["Credentials replaced"] : []),
    ...(settings.lifetimeSeconds === 3600
      ? []
      : [`Token lifetime: ${formatDuration(settings.lifetimeSeconds * 1000)}`]),
    ...(settings.singleLiveToken ? ["A new token revokes the earlier ones"] : []),
    ...(clock.advancedSeconds === 0
      ? []
      : [`Clock ahead by ${formatDuration(clock.advancedSeconds * 1000)}`]),
  ];
}
