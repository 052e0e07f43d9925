import { readFileSync } from "node:fs";
import { type Flag, variableOf } from "@wakapay/command";
import { expect, test } from "vitest";
import { runFlags, serveFlags } from "../../src/command/flags.ts";

const documentUrl = new URL("../../docs/command.md", import.meta.url);

// If an option changes, `vitest run test/command --update` writes the tables again.
test("documents every option with its variable and default", async () => {
  const document = readFileSync(documentUrl, "utf8");
  const withServe = withTable(document, "options of the command", serveFlags);
  const complete = withTable(withServe, "options of run", runFlags);
  await expect(complete).toMatchFileSnapshot("../../docs/command.md");
});

/** Replaces the table that follows a marker. */
function withTable(document: string, marker: string, flags: readonly Flag<unknown>[]): string {
  const [before = "", rest = ""] = document.split(`<!-- ${marker} -->\n`);
  const after = rest.slice(rest.indexOf("<!-- end -->"));
  return `${before}<!-- ${marker} -->\n\n${table(flags)}\n\n${after}`;
}

function table(flags: readonly Flag<unknown>[]): string {
  const rows = flags.map((flag) => [
    `\`--${flag.name}${flag.value === undefined ? "" : ` <${flag.value}>`}\``,
    `\`${variableOf("WAKAPAY_SANDBOX", flag)}\``,
    flag.default === undefined || flag.default === false ? "" : `\`${flag.default}\``,
    flag.help,
  ]);
  const all = [["option", "variable", "default", "meaning"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const [head = "", ...body] = lines;
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body].join("\n");
}
