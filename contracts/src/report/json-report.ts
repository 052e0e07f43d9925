import { getVerdict, type Verification } from "../verify/verification.ts";

/** Formats verifications as JSON, each with its verdict. */
export function formatJsonReport(verifications: readonly Verification[]): string {
  const withVerdicts = verifications.map((verification) => ({
    verdict: getVerdict(verification),
    ...verification,
  }));
  return `${JSON.stringify({ verifications: withVerdicts }, null, 2)}\n`;
}
