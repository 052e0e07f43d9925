import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";

/** Every module that a file loads before its own first line runs, by the names that they are imported by. */
async function loadedBy(file: string): Promise<Set<string>> {
  const names = new Set<string>();
  const files = [file];
  for (const each of files) {
    const source = await readFile(each, "utf8");
    for (const [, isType, name = ""] of source.matchAll(
      /^(?:import|export) (type )?[^;]*?from "([^"]+)";$/gm,
    )) {
      if (isType !== undefined) continue;
      names.add(name);
      const next = join(dirname(each), name);
      if (name.startsWith(".") && !files.includes(next)) files.push(next);
    }
  }
  return names;
}

test.each(["start", "demo", "example", "test"])(
  "pnpm %s loads nothing that a fresh clone has yet to build",
  async (name) => {
    const loaded = await loadedBy(repository(`scripts/${name}.ts`));
    expect(loaded).toContain("./src/interruption.ts");
    expect([...loaded].filter((each) => !each.startsWith("node:") && !each.startsWith("."))).toEqual([]);
  },
);
