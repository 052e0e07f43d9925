import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";

/** Returns every file that a script loads before its first line runs. */
async function filesLoadedBy(script: string): Promise<Set<string>> {
  const files = new Set([script]);
  for (const file of files) {
    const source = await readFile(file, "utf8");
    const imports = source.matchAll(/^(?:import|export) (type )?[^;]*?from "([^"]+)";$/gm);
    for (const [, isType, name = ""] of imports) {
      if (isType === undefined && !name.startsWith("node:")) files.add(createRequire(file).resolve(name));
    }
  }
  return files;
}

test.each(["start", "demo", "example", "test"])(
  "pnpm %s loads no file that must be built first",
  async (name) => {
    const files = [...(await filesLoadedBy(repository(`scripts/${name}.ts`)))];
    expect(files).toContain(repository("scripts/src/cli/interrupt-signal.ts"));
    expect(files.filter((file) => file.includes("/dist/") || file.includes("/node_modules/"))).toEqual([]);
  },
);
