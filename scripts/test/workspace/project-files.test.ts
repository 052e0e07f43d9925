import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../../src/workspace/repository.ts";

const read = (path: string) => readFileSync(repository(path), "utf8");

test("names the Node.js version of the tools in .node-version", () => {
  const { catalog, nodeVersion } = parse(read("pnpm-workspace.yaml"));
  expect(catalog.node).toBe(nodeVersion);
  expect(read(".node-version").trim()).toBe(nodeVersion.split(".")[0]);
});

test("gives editors the widths and indents that lint requires", () => {
  const { formatter } = JSON.parse(read("biome.json"));
  const editors = read(".editorconfig");
  expect(editors).toContain(
    `indent_style = ${formatter.indentStyle}\nindent_size = ${formatter.indentWidth}\n`,
  );
  expect(editors).toMatch(
    new RegExp(`^\\[\\*\\.\\{js,.*\\}\\]\nmax_line_length = ${formatter.lineWidth}$`, "m"),
  );
  expect(editors).toMatch(/^\[\*\.md\]\nmax_line_length = 100$/m);
});

test("has issue forms that GitHub accepts, for every part of the repository", () => {
  const forms = readdirSync(repository(".github/ISSUE_TEMPLATE")).filter((name) => name !== "config.yml");
  for (const name of forms) {
    const form = parse(read(`.github/ISSUE_TEMPLATE/${name}`));
    expect(Object.keys(form)).toEqual(expect.arrayContaining(["name", "description", "body"]));
    for (const { type, attributes } of form.body) {
      expect(["markdown", "input", "textarea", "dropdown", "checkboxes"]).toContain(type);
      expect(attributes.label ?? attributes.value).toBeTypeOf("string");
    }
  }
  expect(forms).toHaveLength(2);
});
