import { TokenError } from "../token/token-error.ts";

/** Throws `TokenError` with code `invalid_options` if a duration is not a finite number above 0. */
export function checkDurations(durations: Readonly<Record<string, number | undefined>>): void {
  for (const [name, ms] of Object.entries(durations)) {
    if (ms === undefined || (Number.isFinite(ms) && ms > 0)) continue;
    const received = typeof ms === "number" ? ms : typeof ms;
    throw new TokenError(
      "invalid_options",
      `\`${name}\` must be a number of milliseconds greater than 0 (got ${received}).`,
    );
  }
}

/**
 * Throws `TokenError` with code `invalid_options` if a fraction or a range is not within (0, 1].
 */
export function checkFraction(name: string, value: number | readonly [number, number] | undefined): void {
  const fractions = value === undefined ? [] : [value].flat();
  if (fractions.every((fraction) => fraction > 0 && fraction <= 1)) return;
  throw new TokenError(
    "invalid_options",
    `\`${name}\` must be a number greater than 0 and at most 1, or a range of two (got ${fractions}).`,
  );
}
