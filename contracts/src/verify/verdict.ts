import type { Verification } from "./verification.ts";

/**
 * What a verification comes to.
 *
 * - `held`: every interaction that can be tried at this target was, and held.
 * - `failed`: at least one did not hold.
 * - `void`: none failed, and the run proves less than it seems: the refusals say why.
 */
export type Verdict = "held" | "failed" | "void";

/** The verdict on a verification. */
export function verdict({ results, refusals }: Verification): Verdict {
  if (results.some(({ outcome }) => outcome === "failed")) return "failed";
  return refusals.length > 0 ? "void" : "held";
}
