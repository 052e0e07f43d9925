import { readFileSync } from "node:fs";
import { frameworks, NEXT_VERSIONS } from "./frameworks.ts";
import { httpClients } from "./http-clients.ts";

const FIVE = ["storm", "revoked", "rejected", "abort", "POST"];

/** Returns the tables of docs/clients.md, as the tests of this folder check their cells. */
export function renderMatrices(): readonly string[] {
  const clients = httpClients.map(({ name, package: tested, streams, leaks }) => [
    name,
    tested === undefined ? "" : versionOf(tested),
    ...FIVE.map(() => "✓"),
    "✓",
    "✓",
    streams === "sends it again" ? "✓" : "401",
    leaks === undefined ? "✓" : "✗",
  ]);
  const applications = frameworks.map(({ name, package: tested }) => [
    name,
    tested === undefined ? "" : versionOf(tested),
    ...FIVE.map(() => "✓"),
  ]);
  const next = NEXT_VERSIONS.map((version) => ["Next.js", version, ...FIVE.map(() => "✓")]);
  return [
    render([["client", "version", ...FIVE, "redirect", "own header", "stream", "errors"], ...clients]),
    render([["framework", "version", ...FIVE], ...applications, ...next]),
  ];
}

/** Returns the installed version of a package, which the tests use. */
function versionOf(name: string): string {
  const manifest = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}

/** Renders a Markdown table with aligned columns. */
function render([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}
