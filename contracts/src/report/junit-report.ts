import type { InteractionResult, Verification } from "../verify/verification.ts";
import { differenceLines } from "./difference-lines.ts";

/**
 * Verifications as JUnit XML, which every CI reads: a suite for each target, a case for each interaction. What was not
 * run is `skipped`; each refusal of the ledger is an `error` in a case of its own.
 */
export function junitReport(verifications: readonly Verification[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${verifications.map(suite).join("")}</testsuites>\n`;
}

function suite({ target, results, refusals }: Verification): string {
  const failures = results.filter(({ outcome }) => outcome === "failed").length;
  const skipped = results.filter(({ outcome }) => outcome === "not run").length;
  const count = `tests="${results.length + refusals.length}" failures="${failures}" errors="${refusals.length}" skipped="${skipped}"`;
  const cases = [...results.map(testCase), ...refusals.map(errorCase)].join("");
  return `  <testsuite name="${escaped(target)}" ${count}>\n${cases}  </testsuite>\n`;
}

function testCase(result: InteractionResult): string {
  const start = `    <testcase classname="${escaped(result.consumer)}" name="${escaped(result.description)}"`;
  switch (result.outcome) {
    case "held":
      return `${start}/>\n`;
    case "not run":
      return `${start}><skipped message="${escaped(`cannot be entered here: ${result.given}`)}"/></testcase>\n`;
    case "failed":
      return `${start}><failure message="did not hold">${escaped(differenceLines(result))}</failure></testcase>\n`;
  }
}

function errorCase(refusal: string): string {
  return `    <testcase classname="ledger" name="refusal"><error message="${escaped(refusal)}"/></testcase>\n`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
