import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderMatrices } from "../deep/clients/matrix.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const readme = read("README.md");
const reference = read("docs/reference.md");
const clients = read("docs/clients.md");
const migration = read("docs/migrating-from-the-documentation.md");

/** Returns the cells of every table row in a text, without padding. */
function rowsOf(text: string): string[][] {
  const lines = text.match(/^(?: \* )?\|.*\|$/gm) ?? [];
  const rows = lines.map((line) =>
    line
      .replace(/^ \* /, "")
      .slice(1, -1)
      .split(/(?<!\\)\|/),
  );
  return rows.map((row) => row.map((cell) => cell.trim())).filter(([first]) => !/^-*$/.test(first ?? ""));
}

/** Returns the text of a section of the reference. */
function section(title: string): string {
  return new RegExp(`^## ${title}$(.*?)(?=^## |$(?![\\s\\S]))`, "ms").exec(reference)?.[1] ?? "";
}

/** Returns every capture of a pattern, in code font. */
function codesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, code]) => `\`${code}\``);
}

/** The recipes that each page shows: those of HTTP clients, and all others. */
const pages = [
  { page: "README.md", text: readme, isShown: (file: string) => !file.startsWith("clients/") },
  { page: "docs/clients.md", text: clients, isShown: isRecipeOfClient },
];

/** The types of the API are generated. */
function isRecipeOfClient(file: string): boolean {
  return file.startsWith("clients/") && file !== "clients/wakapay-api.ts";
}

describe.each(pages)("$page", ({ text, isShown }) => {
  const shown = [...text.matchAll(/^<!-- (recipes\/\S+) -->\n+```[jt]s\n(.*?)^```$/gms)];

  it.each(shown.map(([, path = "", code = ""]) => ({ path, code })))(
    "shows $path as it is",
    ({ path, code }) => {
      expect(code).toBe(read(path));
    },
  );

  it("shows every recipe, and no other program", () => {
    const files = readdirSync(new URL("recipes", root), { recursive: true, encoding: "utf8" });
    const recipes = files
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => /(?<!\.d)\.(?:ts|cjs)$/.test(file) && isShown(file))
      .map((file) => `recipes/${file}`);
    expect(shown.map(([, path]) => path).sort()).toEqual(recipes.sort());
    expect(text.match(/^```[jt]s/gm)).toHaveLength(recipes.length);
  });
});

it("says what each client keeps, as the deep tests check it", () => {
  const tables = clients.match(/(?:^\|.*\|\n)+/gm) ?? [];
  expect(tables.slice(0, 2)).toEqual(renderMatrices());
});

describe("the reference", () => {
  it("documents every error code, in the words of TokenErrorCode", () => {
    const source = read("src/token/token-error.ts");
    const documented = rowsOf(source);
    const codes = codesIn(source, /^ {2}\| "(\w+)"/gm);
    expect(codes.length).toBeGreaterThan(9);
    expect(documented.slice(1).map(([code]) => code)).toEqual(codes);
    expect(rowsOf(section("Errors"))).toEqual(documented);
  });

  it("documents every event with its fields", () => {
    const source = /type TokenEvent =(.*?);\n\n/s.exec(read("src/token/token-event.ts"))?.[1] ?? "";
    const events = source.split(/^ {2}\| /m).slice(1);
    expect(events.length).toBeGreaterThan(9);
    const documented = events.map((event) => [
      ...codesIn(event, /type: "(\w+)"/g),
      codesIn(event, /readonly (?!type)(\w+)\??:/g).join(", "),
    ]);
    const rows = rowsOf(section("Events")).slice(1);
    expect(rows.map(([type, , fields]) => [type, fields])).toEqual(documented);
  });

  it("documents every option with its default", () => {
    const rows = new Map(rowsOf(section("Options")).map(([name, value]) => [name, value]));
    const options = [
      ...optionsOf("src/create-token-manager.ts", "CommonOptions"),
      ...optionsOf("src/options/runtime.ts", "Runtime"),
    ];
    expect(options.length).toBeGreaterThan(9);
    for (const [, text = "", name = ""] of options) {
      const row = rows.get(`\`${name}\``);
      expect(row, name).toBeDefined();
      const value = /Default:\s(?:\*\s)?(\d+|false|\[.*?\]|`.*?`)/.exec(text)?.[1] ?? "";
      expect(row, name).toContain(value);
    }
    for (const name of ["`apiKey`, `apiSecret`", "`credentials`"]) expect(rows.has(name), name).toBe(true);
  });
});

/** Returns the docstring and the name of each option that an interface declares. */
function optionsOf(file: string, name: string): RegExpExecArray[] {
  const source = new RegExp(`interface ${name}[^{]*\\{(.*?)^\\}`, "ms").exec(read(file))?.[1] ?? "";
  return [...source.matchAll(/\/\*\*(.*?)\*\/\s+readonly (\w+)\??:/gs)];
}

it("links only to headings that exist", () => {
  const headings = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-"));
  const anchors = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, anchor]) => anchor);
  expect(headings(reference)).toEqual(
    expect.arrayContaining([
      ...anchors(readme, /docs\/reference\.md#([\w-]+)/g),
      ...anchors(reference, /\]\(#([\w-]+)\)/g),
    ]),
  );
  expect(headings(readme)).toEqual(expect.arrayContaining(anchors(reference, /\.\.\/README\.md#([\w-]+)/g)));
});

it("names each fault of the samples after its test in the migration guide", () => {
  const files = ["documented-token-manager", "documented-request"];
  const titles = files.flatMap((file) =>
    [...read(`test/recipes/${file}.test.ts`).matchAll(/^ {2}it\("(.*?)", async/gm)].map(([, title]) => title),
  );
  const faults = rowsOf(migration.slice(migration.indexOf("## What this fixes"))).map(([fault]) => fault);
  expect(faults.filter((fault) => !fault?.endsWith("…"))).toEqual(titles);
});
