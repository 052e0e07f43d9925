import type { Settings } from "../options/settings.ts";

/** The settings of a sandbox, which can change while it runs. */
export interface CurrentSettings {
  get(): Settings;
  set(settings: Settings): void;
}

/** Creates the settings of a sandbox. */
export function createCurrentSettings(initial: Settings): CurrentSettings {
  let settings = initial;
  return {
    get: () => settings,
    set(next) {
      settings = next;
    },
  };
}
