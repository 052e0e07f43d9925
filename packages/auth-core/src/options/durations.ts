import { TokenError } from "../token/token-error.ts";

/** Checks options that are milliseconds. Throws `invalid_options` for what is not a finite number above zero. */
export function checkDurations(durations: Readonly<Record<string, number | undefined>>): void {
  for (const [name, ms] of Object.entries(durations)) {
    if (ms !== undefined && !(Number.isFinite(ms) && ms > 0)) {
      throw new TokenError("invalid_options", `${name} must be a number of milliseconds above zero`);
    }
  }
}
