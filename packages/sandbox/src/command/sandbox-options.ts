import type { ParsedFlags } from "@wakapay/command";
import type { SandboxOptions } from "../options/sandbox-options.ts";
import { lifetime, scenario, seed, singleLiveToken } from "./flags.ts";
import { loadScenario } from "./load-scenario.ts";

/** Reads the flags that describe a sandbox. Both commands have them. */
export async function sandboxOptions(
  flags: ParsedFlags,
): Promise<Pick<SandboxOptions, "scenario" | "lifetimeSeconds" | "singleLiveToken" | "seed">> {
  return {
    scenario: await loadScenario(flags.valueOf(scenario)),
    lifetimeSeconds: flags.valueOf(lifetime),
    // Without the switch, the scenario decides.
    singleLiveToken: flags.valueOf(singleLiveToken) || undefined,
    seed: flags.valueOf(seed),
  };
}
