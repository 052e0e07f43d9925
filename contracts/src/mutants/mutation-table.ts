import type { Trial } from "./mutation-check.ts";

/** Trials for a person: how many mutants of each part of each outcome were killed, by whom, and which survived. */
export function mutationTable(trials: readonly Trial[]): string {
  const rows = [...Map.groupBy(trials, ({ outcome, mutant }) => `| ${outcome} | ${mutant.part} |`)].map(
    ([part, all]) => {
      const by = (name: "Pact" | "OpenAPI") => all.filter(({ killedBy }) => killedBy.includes(name)).length;
      const survived = all.filter(({ killedBy }) => killedBy.length === 0).length;
      return `${part} ${all.length} | ${by("Pact")} | ${by("OpenAPI")} | ${survived} |`;
    },
  );
  const header = [
    "| outcome | part | mutants | killed by Pact | by OpenAPI | survived |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
  ];
  return `${[...header, ...rows, ...survivors(trials).map((line) => `survived: ${line}`)].join("\n")}\n`;
}

/** Which mutants nobody noticed, each once. */
export function survivors(trials: readonly Trial[]): string[] {
  const alive = trials.filter(({ killedBy }) => killedBy.length === 0);
  return [
    ...new Set(alive.map(({ outcome, mutant }) => `${outcome}: ${mutant.part} ${mutant.change}`)),
  ].sort();
}
