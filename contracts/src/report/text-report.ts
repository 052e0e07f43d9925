import type { InteractionResult, Verification } from "../verify/verification.ts";
import { formatDifferences } from "./difference-lines.ts";
import { escapeLine } from "./escape-controls.ts";

/**
 * Formats a verification for a terminal: failures, interactions that did not run, problems, totals.
 */
export function formatTextReport({ target, results, problems }: Verification): string {
  const name = escapeLine(target);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const unsupported = results.filter(({ outcome }) => outcome === "unsupported");
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  const notRun = results.length - passed - failed.length;
  return [
    ...failed.map((result) => `✗ ${title(result)}\n${formatDifferences(result)}`),
    ...unsupported.map(
      (result) => `- ${title(result)}: not run, because ${name} does not support this state\n`,
    ),
    ...problems.map((problem) => `! ${escapeLine(problem)}\n`),
    `${name}: ${results.length} interactions, ${passed} passed, ${failed.length} failed, ${notRun} not run\n`,
  ].join("");
}

function title({ consumer, description, providerState }: InteractionResult): string {
  return escapeLine(`${consumer}: ${description}${providerState ? `, given ${providerState}` : ""}`);
}
