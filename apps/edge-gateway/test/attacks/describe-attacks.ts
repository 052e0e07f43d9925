import type { Attack, AttackClass, Expected, Scenario } from "./attack.ts";

/** Returns the attacks as Markdown: one section with a table per class. */
export function describeAttacks(classes: readonly AttackClass[]): string {
  return `# Attacks

Each attack is sent over a raw socket to the built Worker on a bare \`workerd serve\`. The sandbox
takes the place of WakaPay. The column "sent" says how many times WakaPay receives the request.

This file is generated from the data in \`classes/\`. To update it, run these commands in the root
folder of the repository:

\`\`\`sh
npx -y pnpm@12 build
npx -y pnpm@12 --filter @wakapay/edge-gateway exec vitest run test/attacks --update
\`\`\`

${classes.map(describeClass).join("\n")}`;
}

function describeClass({ title, description, attacks = [], scenarios = [] }: AttackClass): string {
  const parts = [
    `## ${title}\n`,
    `${description}\n`,
    ...(attacks.length === 0 ? [] : [attackTable(attacks)]),
    ...(scenarios.length === 0 ? [] : [describeScenarios(scenarios)]),
  ];
  return parts.join("\n");
}

function attackTable(attacks: readonly Attack[]): string {
  const rows = attacks.map(({ name, expected }) => {
    const { sends = sendsOf(expected), and = "" } = expected;
    return [name, describeResponse(expected), String(sends), and];
  });
  const hasDetails = rows.some(([, , , details]) => details !== "");
  return markdownTable(
    [["attack", "response", "sent", "also"], ...rows].map((cells) =>
      hasDetails ? cells : cells.slice(0, 3),
    ),
  );
}

/** Returns a table, and a list of those that expect reported faults. */
function describeScenarios(scenarios: readonly Scenario[]): string {
  const rows: (readonly string[])[] = [];
  const faulty: string[] = [];
  for (const { name, expected } of scenarios) {
    if (typeof expected === "string") rows.push([name, expected]);
    else faulty.push(name, ...expected.map((fault) => `  ${fault}`));
  }
  const parts = [
    ...(rows.length === 0 ? [] : [markdownTable([["scenario", "expected"], ...rows])]),
    ...(faulty.length === 0 ? [] : [`\`\`\`text\n${faulty.join("\n")}\n\`\`\`\n`]),
  ];
  return parts.join("\n");
}

function describeResponse({ status, problem, from }: Expected): string {
  if (problem !== undefined) return `${status} \`${problem}\``;
  if (from === "gateway") return `${status} from the gateway`;
  return `${status} from ${from ?? "WakaPay"}`;
}

/** Returns how many times an attack is sent to WakaPay unless it says otherwise. */
export function sendsOf({ problem, from, sends }: Expected): number {
  return sends ?? (problem === undefined && from === undefined ? 1 : 0);
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const table = rows.map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const [head = [], ...body] = table;
  const widths = head.map((_, column) => Math.max(...table.map((cells) => lengthOf(cells[column]))));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...body].map((cells) => `${line(cells, widths)}\n`).join("");
}

function line(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - lengthOf(cell)));
  return `| ${padded.join(" | ")} |`;
}

function lengthOf(text = ""): number {
  return [...text].length;
}
