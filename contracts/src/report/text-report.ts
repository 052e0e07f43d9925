import type { InteractionResult, Verification } from "../verify/verification.ts";
import { differenceLines } from "./difference-lines.ts";

/** A verification for a person: what failed and in what, what was not run, what proves nothing, and the count. */
export function textReport({ target, results, refusals }: Verification): string {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const notRun = results.filter(({ outcome }) => outcome === "not run");
  const held = results.length - failed.length - notRun.length;
  return [
    ...failed.map((result) => `✗ ${title(result)}\n${differenceLines(result)}`),
    ...notRun.map((result) => `- ${title(result)}: not run, ${target} cannot be brought into that state\n`),
    ...refusals.map((refusal) => `! ${refusal}\n`),
    `${target}: ${results.length} interactions, ${held} held, ${failed.length} failed, ${notRun.length} not run\n`,
  ].join("");
}

function title({ consumer, description, given }: InteractionResult): string {
  return `${consumer}: ${description}${given ? `, given that ${given}` : ""}`;
}
