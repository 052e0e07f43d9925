import { verdict } from "../verify/verdict.ts";
import type { Verification } from "../verify/verification.ts";

/** Verifications as JSON, each with its verdict: for programs that read more than an exit code. */
export function jsonReport(verifications: readonly Verification[]): string {
  const withVerdicts = verifications.map((verification) => ({
    verdict: verdict(verification),
    ...verification,
  }));
  return `${JSON.stringify({ verifications: withVerdicts }, null, 2)}\n`;
}
