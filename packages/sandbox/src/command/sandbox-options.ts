import type { SettingsChange } from "../options/settings.ts";
import { lifetime, singleLiveToken } from "./flags.ts";
import type { ParsedFlags } from "./parse-flags.ts";

/** Reads the flags that describe a sandbox. Both commands have them. */
export function sandboxOptions(flags: ParsedFlags): SettingsChange {
  return {
    lifetimeSeconds: flags.valueOf(lifetime),
    singleLiveToken: flags.valueOf(singleLiveToken),
  };
}
