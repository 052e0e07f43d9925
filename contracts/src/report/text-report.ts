import type { InteractionResult, Verification } from "../verify/verification.ts";
import { formatDifferences } from "./difference-lines.ts";

/** Formats a verification for a terminal: failures, interactions that did not run, problems, totals. */
export function formatTextReport({ target, results, problems }: Verification): string {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const notRun = results.filter(({ outcome }) => outcome === "not run");
  const passed = results.length - failed.length - notRun.length;
  return [
    ...failed.map((result) => `✗ ${title(result)}\n${formatDifferences(result)}`),
    ...notRun.map((result) => `- ${title(result)}: not run, because ${target} does not support this state\n`),
    ...problems.map((problem) => `! ${problem}\n`),
    `${target}: ${results.length} interactions, ${passed} passed, ${failed.length} failed, ${notRun.length} not run\n`,
  ].join("");
}

function title({ consumer, description, providerState }: InteractionResult): string {
  return `${consumer}: ${description}${providerState ? `, given ${providerState}` : ""}`;
}
