import { readFile } from "node:fs/promises";

/** The declarations of an entry point and of all modules that it imports. */
export interface Declarations {
  /** The top-level declarations by name, without comments. Several texts are overloads. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** The names that the entry point exports. */
  readonly exported: ReadonlySet<string>;
  /** The imported modules of other packages. */
  readonly foreign: ReadonlySet<string>;
}

/** Reads the `.d.ts` file of an entry point and those that it imports. */
export async function declarationsOf(entry: URL): Promise<Declarations> {
  const texts = new Map<string, string[]>();
  const exported = new Set<string>();
  const foreign = new Set<string>();
  const read = new Set<string>();

  async function visit(file: URL): Promise<void> {
    if (read.has(file.href)) return;
    read.add(file.href);
    for (const statement of statementsOf(await readFile(file, "utf8"))) {
      const [, specifier] = /^(?:im|ex)port .*from "(.+)";$/s.exec(statement) ?? [];
      const [, isExported, name] = DECLARATION.exec(statement) ?? [];
      if (specifier?.startsWith(".")) await visit(new URL(specifier.replace(/\.[jt]s$/, ".d.ts"), file));
      else if (specifier !== undefined) foreign.add(specifier);
      else if (name !== undefined) texts.set(name, [...(texts.get(name) ?? []), statement]);
      for (const [, inline = ""] of statement.matchAll(/import\("([^.].*?)"\)/g)) foreign.add(inline);
      if (file.href !== entry.href) continue;
      if (specifier !== undefined && statement.startsWith("export"))
        for (const one of namesIn(statement)) exported.add(one);
      if (isExported !== undefined && name !== undefined) exported.add(name);
    }
  }

  await visit(entry);
  return { texts, exported, foreign };
}

const DECLARATION = /^(export )?(?:declare )?(?:interface|type|function|class|const) (\w+)/;

/** Splits a file into top-level statements, which start with a word at the margin. */
function statementsOf(source: string): string[] {
  const code = source.replaceAll(/^ *\/\*\*.*?\*\/\n/gms, "");
  return code.split(/\n(?=\w)/).map((statement) => statement.trim());
}

/** Returns the names in `export { type One, two } from "./three.js"`. */
function namesIn(statement: string): string[] {
  const [, list = ""] = /\{(.*)\}/s.exec(statement) ?? [];
  return list.split(",").map((item) => item.trim().replace(/^type /, ""));
}
