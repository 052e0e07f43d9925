import type { Trial } from "./mutation-check.ts";

/**
 * Formats trials as a table of the mutants of each part of each outcome, and what detected them.
 */
export function formatMutationTable(trials: readonly Trial[]): string {
  const groups = Map.groupBy(trials, ({ outcome, mutant }) => `| ${outcome} | ${mutant.part} |`);
  const rows = [...groups].map(([part, group]) => {
    const countKilledBy = (name: "Pact" | "OpenAPI") =>
      group.filter(({ killedBy }) => killedBy.includes(name)).length;
    const survived = group.filter(({ killedBy }) => killedBy.length === 0).length;
    return `${part} ${group.length} | ${countKilledBy("Pact")} | ${countKilledBy("OpenAPI")} | ${survived} |`;
  });
  const header = [
    "| outcome | part | mutants | killed by Pact | killed by OpenAPI | survived |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
  ];
  return `${[...header, ...rows, ...listSurvivors(trials).map((line) => `survived: ${line}`)].join("\n")}\n`;
}

/** Lists the mutants that nothing detected, each once. */
export function listSurvivors(trials: readonly Trial[]): string[] {
  const survivors = trials.filter(({ killedBy }) => killedBy.length === 0);
  const names = survivors.map(({ outcome, mutant }) => `${outcome}: ${mutant.part} ${mutant.change}`);
  return [...new Set(names)].sort();
}
