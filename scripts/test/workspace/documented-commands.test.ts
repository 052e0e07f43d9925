import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";
import { foreignCommands, KNOWN_TOOLS } from "../published/foreign-commands.ts";

const EXEMPT = /\/test\/(documentation|attacks)\//;
const DOCUMENTS = execFileSync("git", ["ls-files", "*.md", ".env.example"], {
  cwd: repository("."),
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((path) => !EXEMPT.test(path) && existsSync(repository(path)));
const PNPM = "npx -y pnpm@12 ";
const PNPM_COMMANDS = ["exec", "install", "pack"];

/** Every command in code font or in a `sh` block of the documents. */
const commands = (
  await Promise.all(
    DOCUMENTS.map(async (document) => {
      const text = await readFile(repository(document), "utf8");
      const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
        block.trim().split("\n"),
      );
      const inline = [...text.matchAll(/`((?:npx|pnpm|node|\.ci)\b[^`\n]*)`/g)].map(([, code = ""]) => code);
      return [...blocks, ...inline].map((command) => ({ document, command }));
    }),
  )
).flat();

const documented = (command: string) => commands.some((each) => each.command === command);

/** Returns the folder of a package. `"name..."` is the package with its dependencies. */
function folderOf(filter: string): string {
  const name = filter.replace(/^"(.*?)(?:\.\.\.)?"$/, "$1").replace("@wakapay/", "");
  const folder = ["packages", "apps", "."]
    .map((parent) => join(parent, name))
    .find((path) => existsSync(repository(path)));
  return folder ?? "no such package";
}

/** Runs a command in the root folder, with the pnpm that runs these tests in place of `npx`. */
async function run(command: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const script = `npx() { shift 2; "$npm_execpath" "$@"; }; ${command}`;
  const { stdout } = await promisify(execFile)("bash", ["-c", script], {
    cwd: repository("."),
    env: { ...process.env, ...env },
  });
  return stdout;
}

describe("commands in the documents", () => {
  test("are found", () => {
    expect(documented("npx -y pnpm@12 start")).toBe(true);
    expect(documented("npx -y pnpm@12 test --filter=@wakapay/sandbox")).toBe(true);
  });

  test.each(commands)("work as pasted: $document: $command", async ({ command }) => {
    expect(command).not.toMatch(/^pnpm\b/);
    expect(
      foreignCommands(command, ["@wakapay/cli", "@wakapay/edge-gateway", "@wakapay/sandbox", ...KNOWN_TOOLS]),
    ).toEqual([]);
    if (!command.startsWith(PNPM) || command.includes("…")) return;
    const words = command
      .slice(PNPM.length)
      .split(" ")
      .filter((word) => word !== "run");
    const folder = words[0] === "--filter" ? folderOf(words[1] ?? "") : ".";
    const [name] = words[0] === "--filter" ? words.slice(2) : words;
    const manifest: unknown = JSON.parse(await readFile(repository(join(folder, "package.json")), "utf8"));
    const scripts =
      typeof manifest === "object" && manifest !== null && "scripts" in manifest ? manifest.scripts : {};
    expect([...Object.keys(scripts ?? {}), ...PNPM_COMMANDS]).toContain(name);
  });

  test("print the balance despite a proxy: example", async () => {
    expect(documented("npx -y pnpm@12 example")).toBe(true);
    const proxy = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };
    expect(await run("npx -y pnpm@12 example", proxy)).toContain("currency: 'USD'");
  });

  test("use the workspace's tools: exec", async () => {
    const command = "npx -y pnpm@12 exec biome --version";
    expect(documented(command)).toBe(true);
    expect(await run(command)).toMatch(/^Version: /);
  });

  test("list the options: start --help", async () => {
    expect(await run("npx -y pnpm@12 start --help")).toContain("--gateway-port");
  });

  test("name the current version of a tarball", async () => {
    for (const { command } of commands) {
      const [, name = "", version] = /wakapay-([a-z-]+)-(\d\S*)\.tgz/.exec(command) ?? [];
      if (version === undefined) continue;
      const manifest = await readFile(repository(`packages/${name}/package.json`), "utf8");
      expect(manifest).toContain(`"version": "${version}"`);
    }
  });
});
