import type { AttackClass, Expected } from "./attack.ts";

/** The attacks as a document: what is sent, by class, and what must come of it. */
export function attackTable(classes: readonly AttackClass[]): string {
  const rows = classes.flatMap(({ title, attacks = [], scenarios = [] }) => [
    ...attacks.map(({ name, expected }) => [title, name, inWords(expected)]),
    ...scenarios.map(({ name, expected }) => [title, name, expected]),
  ]);
  const table = [["class", "attack", "answer"], ...rows].map((cells) =>
    cells.map((cell) => (cell ?? "").replaceAll("|", "\\|")),
  );
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((cells) => [...(cells[column] ?? "")].length)),
  );
  const lines = table.map(
    (cells) =>
      `| ${cells.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length)).join(" | ")} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return `# Attacks

Each row is sent over a raw socket to the built Worker on a bare \`workerd serve\`. Made from the data in \`classes/\`; \`vitest -u\` writes it.

${lines.join("\n")}
`;
}

function inWords({ status, problem, reaching = 0, and }: Expected): string {
  const parts = [
    problem === undefined ? `${status}` : `${status} \`${problem}\``,
    reaching === 0
      ? "nothing reaches WakaPay"
      : reaching === 1
        ? "one request reaches WakaPay"
        : `${reaching} requests reach WakaPay`,
    ...(and === undefined ? [] : [and]),
  ];
  return parts.join("; ");
}
