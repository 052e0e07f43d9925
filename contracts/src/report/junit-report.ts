import type { InteractionResult, Verification } from "../verify/verification.ts";
import { formatDifferences } from "./difference-lines.ts";
import { escapeControls } from "./escape-controls.ts";

/**
 * Formats verifications as JUnit XML: a suite for each target and a case for each interaction.
 * Interactions that did not run are `skipped`. Each problem is an `error` in a case of its own.
 */
export function formatJUnitReport(verifications: readonly Verification[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${verifications.map(formatSuite).join("")}</testsuites>\n`;
}

function formatSuite({ target, results, problems }: Verification): string {
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  const failures = results.filter(({ outcome }) => outcome === "failed").length;
  const skipped = results.length - passed - failures;
  const counts = `tests="${results.length + problems.length}" failures="${failures}" errors="${problems.length}" skipped="${skipped}"`;
  const cases = [...results.map(formatCase), ...problems.map(formatProblem)].join("");
  return `  <testsuite name="${escapeXml(target)}" ${counts}>\n${cases}  </testsuite>\n`;
}

function formatCase(result: InteractionResult): string {
  const start = `    <testcase classname="${escapeXml(result.consumer)}" name="${escapeXml(result.description)}"`;
  switch (result.outcome) {
    case "passed":
      return `${start}/>\n`;
    case "unsupported":
      return `${start}><skipped message="${escapeXml(`unsupported provider state: ${result.providerState}`)}"/></testcase>\n`;
    case "not run":
      return `${start}><skipped message="not run"/></testcase>\n`;
    case "failed":
      return `${start}><failure message="failed">${escapeXml(formatDifferences(result))}</failure></testcase>\n`;
  }
}

function formatProblem(problem: string): string {
  return `    <testcase classname="verification" name="problem"><error message="${escapeXml(problem)}"/></testcase>\n`;
}

function escapeXml(text: string): string {
  return escapeControls(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
