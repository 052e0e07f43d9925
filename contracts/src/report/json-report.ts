import { getVerdict, type Verification } from "../verify/verification.ts";

/** Formats verifications as JSON, each with its verdict. */
export function formatJsonReport(verifications: readonly Verification[]): string {
  const withVerdicts = verifications.map((verification) => ({
    verdict: getVerdict(verification),
    ...verification,
  }));
  return `${escapeUnicode(JSON.stringify({ verifications: withVerdicts }, null, 2))}\n`;
}

// `JSON.stringify` leaves DEL, C1 controls, and formatting characters, which a terminal interprets.
function escapeUnicode(json: string): string {
  return json.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
