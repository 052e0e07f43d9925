import type { JSX } from "hono/jsx/jsx-runtime";
import type { SandboxState } from "../control/sandbox-state.ts";
import { describeFault } from "../faults/describe-fault.ts";
import { formatDuration } from "../http/format-duration.ts";
import { ActionForm } from "./action-form.tsx";

/** Shows on every page what is scripted now, with a button that ends it. */
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
      {items.length > 0 && (
        <ActionForm action="reset">
          <button type="submit" id="reset">
            Reset
          </button>
        </ActionForm>
      )}
    </section>
  );
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
    ...(scenario === "custom" || scenario === "calm" ? [] : [`Scenario ${scenario}`]),
    ...faults.map((scripted) => {
      const route = scripted.fault.route === "business" ? "Calls" : "Exchanges";
      return `${route}: ${describeFault(scripted)}`;
    }),
    ...(credentialsReplaced ? ["Credentials replaced"] : []),
    ...(settings.lifetimeSeconds === 3600
      ? []
      : [`Tokens live ${formatDuration(settings.lifetimeSeconds * 1000)}`]),
    ...(settings.singleLiveToken ? ["A new token revokes the earlier ones"] : []),
    ...(clock.advancedSeconds === 0
      ? []
      : [`Clock ahead by ${formatDuration(clock.advancedSeconds * 1000)}`]),
  ];
}
