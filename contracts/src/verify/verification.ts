import type { Difference } from "../relay/validator.ts";

/** The result of verifying all pacts against one target. */
export interface Verification {
  /** The name of the target. */
  readonly target: string;
  readonly results: readonly InteractionResult[];
  /**
   * Reasons why this run is inconclusive, such as an empty folder, a filter, or an unknown state.
   */
  readonly problems: readonly string[];
}

/** The result of one committed interaction. */
export interface InteractionResult {
  readonly consumer: string;
  readonly description: string;
  readonly providerState?: string;
  /**
   * `unsupported` means that the target does not support the provider state. `not run` means that
   * the interaction should have run, and is always reported as a problem. Neither counts as passed.
   */
  readonly outcome: "passed" | "failed" | "unsupported" | "not run";
  readonly differences: readonly Difference[];
}

/**
 * The overall result of a verification:
 *
 * - `passed`: every interaction that the target supports ran and passed.
 * - `failed`: at least one interaction failed.
 * - `inconclusive`: no interaction failed, but there are problems.
 */
export type Verdict = "passed" | "failed" | "inconclusive";

/** Returns the overall result of a verification. */
export function getVerdict({ results, problems }: Verification): Verdict {
  if (results.some(({ outcome }) => outcome === "failed")) return "failed";
  return problems.length > 0 ? "inconclusive" : "passed";
}
