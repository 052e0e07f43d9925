import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const readme = read("README.md");
const migration = read("../../docs/migrating-from-the-documentation.md");
const workers = read("../../docs/workers-without-a-broker.md");

/** The cells of all of a text's table rows, without the formatter's white space. */
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

function section(title: string): string {
  return new RegExp(`^## ${title}$(.*?)(?=^## )`, "ms").exec(readme)?.[1] ?? "";
}

function regionsOf(path: string): string {
  const regions = read(path).matchAll(/^\/\/ #region readme\n(.*?)^\/\/ #endregion$/gms);
  return [...regions].map(([, region]) => region).join("");
}

describe("the README is in step with", () => {
  const shown = [...readme.matchAll(/^<!-- (recipes\/\S+) -->\n+```ts\n(.*?)^```$/gms)];

  it.each(shown.map(([, path = "", code = ""]) => ({ path, code })))("$path", ({ path, code }) => {
    expect(code).toBe(regionsOf(path));
  });

  it("the folder of recipes: each is shown, and no program is written by hand", () => {
    const files = readdirSync(new URL("recipes", root), { recursive: true, encoding: "utf8" });
    const recipes = files.filter((file) => /(?<!\.d)\.ts$/.test(file)).map((file) => `recipes/${file}`);
    expect(shown.map(([, path]) => path).sort()).toEqual(recipes.sort());
    expect(readme.match(/^```\w/gm)).toHaveLength(recipes.length);
  });

  it("the documentation of TokenErrorCode, word for word", () => {
    const documented = rowsOf(read("src/token/token-error.ts"));
    expect(documented.length).toBeGreaterThan(10);
    expect(rowsOf(section("Errors"))).toEqual(documented);
    const codes = [...read("src/token/token-error.ts").matchAll(/^ {2}\| "(\w+)"/gm)].map(
      ([, code]) => `\`${code}\``,
    );
    expect(documented.slice(1).map(([code]) => code)).toEqual(codes);
  });

  it("the events, none missing", () => {
    const types = [...read("src/token/token-event.ts").matchAll(/readonly type: "(\w+)"/g)].map(
      ([, type]) => `\`${type}\``,
    );
    expect(
      rowsOf(section("Observing"))
        .slice(1)
        .map(([type]) => type),
    ).toEqual(types);
  });

  it("the options, none missing, each with its default", () => {
    const source =
      /interface CommonOptions \{(.*?)^\}/ms.exec(read("src/create-token-manager.ts"))?.[1] ?? "";
    const options = [...source.matchAll(/\/\*\*(.*?)\*\/\s+readonly (\w+)\??:/gs)];
    expect(options.length).toBeGreaterThan(10);
    const rows = new Map(rowsOf(section("Options")).map(([name, unit]) => [name, unit]));
    for (const name of ["`apiKey`, `apiSecret`", "`credentials`"]) expect(rows.has(name), name).toBe(true);
    for (const [, text = "", name = ""] of options) {
      const row = rows.get(`\`${name}\``);
      expect(row, name).toBeDefined();
      const value = /Default:? `?(\w+(?:[.,]\w+)*)/.exec(text)?.[1] ?? "";
      if (value !== "the") expect(row, name).toContain(value);
      if (name.endsWith("Ms")) expect(row, name).toContain("milliseconds");
    }
  });

  it("the repository: every link leads somewhere", () => {
    const places = { "": readme, "../../docs/": migration, "../../docs/./": workers };
    for (const [folder, text] of Object.entries(places)) {
      for (const [, link = ""] of text.matchAll(/\]\((?!https:)([^)#]+)\)/g)) {
        expect(existsSync(new URL(`${folder}${link}`, root)), link).toBe(true);
      }
    }
  });
});

it("each fault that the migration note names is a test of its name, and each such test is named", () => {
  const files = ["documented-token-manager", "documented-request"];
  const titles = files.flatMap((file) =>
    [...read(`test/recipes/${file}.test.ts`).matchAll(/^ {2}it\("(.*?)", async/gm)].map(([, title]) => title),
  );
  const faults = rowsOf(migration.slice(migration.indexOf("## What that repairs"))).map(([fault]) => fault);
  expect(
    faults.filter((fault) => !["`TokenManager`", "`makeAuthenticatedRequest`"].includes(fault ?? "")),
  ).toEqual(titles);
});
