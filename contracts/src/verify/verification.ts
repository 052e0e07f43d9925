import type { Difference } from "./difference.ts";

/** What a verification of all pacts against one target found. */
export interface Verification {
  /** Which provider was asked, in words. */
  readonly target: string;
  readonly results: readonly InteractionResult[];
  /** Why this run proves nothing, whatever its results: empty folders, filters, unknown states and their like. */
  readonly refusals: readonly string[];
}

/** One committed interaction and what became of it. */
export interface InteractionResult {
  readonly consumer: string;
  readonly description: string;
  readonly given?: string;
  /** `not run` where the target cannot be brought into the state: never a pass. */
  readonly outcome: "held" | "failed" | "not run";
  readonly differences: readonly Difference[];
}
