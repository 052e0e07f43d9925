import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";

const SANDBOX = "npx @wakapay/sandbox";
const CLI = "wakapay";
const GATEWAY = "npx @wakapay/edge-gateway";

/** The programs of this repository, by how they are started. */
const programs: Readonly<Record<string, readonly string[]>> = {
  [SANDBOX]: ["packages/sandbox/dist/cli.js"],
  [`${SANDBOX} run`]: ["packages/sandbox/dist/cli.js", "run"],
  [`${CLI} token`]: ["packages/cli/dist/cli.js", "token"],
  [`${CLI} get`]: ["packages/cli/dist/cli.js", "get"],
  [`${CLI} post`]: ["packages/cli/dist/cli.js", "post"],
  [`${CLI} doctor`]: ["packages/cli/dist/cli.js", "doctor"],
  [`${CLI} completion`]: ["packages/cli/dist/cli.js", "completion"],
  "npx -y pnpm@12 start": ["scripts/start.ts"],
  "npx -y pnpm@12 demo": ["scripts/demo.ts"],
  "npx -y pnpm@12 example": ["scripts/example.ts"],
  "npx -y pnpm@12 test": ["scripts/test.ts", "test"],
  "npx -y pnpm@12 simulate": ["scripts/simulate.ts"],
  "npx -y pnpm@12 simulate:scale": ["scripts/simulate-scale.ts"],
  "npx -y pnpm@12 contracts:verify": ["contracts/src/command/cli.ts"],
  "npx -y pnpm@12 contracts:accept": ["contracts/src/command/accept.ts"],
  [`${GATEWAY} key`]: ["packages/edge-gateway/dist/cli.js", "key"],
  [`${GATEWAY} keys`]: ["packages/edge-gateway/dist/cli.js", "keys"],
  [`${GATEWAY} check`]: ["packages/edge-gateway/dist/cli.js", "check"],
  [`${GATEWAY} smoke`]: ["packages/edge-gateway/dist/cli.js", "smoke"],
  "npx -y pnpm@12 bench": ["scripts/bench.ts"],
  "npx -y pnpm@12 manifests": ["scripts/manifests.ts"],
  "npx -y pnpm@12 release": ["scripts/release.ts"],
};

/** Programs that are a step of `build`, `lint`, or `format`. They have no options for people. */
const PARTS = ["build", "check-language", "import-rules", "llms"].map((name) => `scripts/${name}.ts`);

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
function run(program: readonly string[], ...args: readonly string[]): Promise<Ended> {
  const [file = "", ...first] = program;
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [repository(file), ...first, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

const helps = new Map<string, Promise<Ended>>();

/** Runs a command with `--help`, once for all tests. */
function helpOf(invocation: string, program: readonly string[]): Promise<Ended> {
  const help = helps.get(invocation) ?? run(program, "--help");
  helps.set(invocation, help);
  return help;
}

const table = Object.entries(programs).map(([invocation, program]) => ({ invocation, program }));

test.concurrent.each(table)("keeps the conventions: $invocation", async ({ invocation, program }) => {
  const [long, version, unknown] = await Promise.all([
    helpOf(invocation, program),
    run(program, "--version"),
    run(program, "--no-such-option"),
  ]);
  expect(long).toMatchObject({ code: 0, stderr: "" });
  expect(long.stdout).toMatch(new RegExp(`^Usage: ${invocation} `));
  expect(version).toMatchObject({ code: 0, stderr: "" });
  expect(version.stdout).toMatch(/^(\S+ )?\d+\.\d+\.\d+/);
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toContain(`For usage, run: ${invocation} --help\n`);
  for (const { stdout, stderr } of [long, version, unknown]) expect(stdout + stderr).not.toContain("\u001b");
});

test("covers every script of the root manifest that runs a program of ours", async () => {
  const { scripts } = JSON.parse(await readFile(repository("package.json"), "utf8"));
  const own = [...JSON.stringify(scripts).matchAll(/\bnode (?:-\S+ )*(\S+\.ts)/g)].map(([, file]) => file);
  const covered = table.map(({ program }) => program[0]);
  const missing = own.filter((file = "") => !PARTS.includes(file) && !covered.includes(file));
  expect(missing).toEqual([]);
});

// If an option changes, `vitest run test/workspace/commands --update` writes the table again.
test("documents every option of every command with its variable", async () => {
  const rows = await Promise.all(
    table.map(async ({ invocation, program }) =>
      optionsOf(invocation, (await helpOf(invocation, program)).stdout),
    ),
  );
  const document = await readFile(repository("docs/commands.md"), "utf8");
  const [before = "", rest = ""] = document.split("<!-- options -->\n");
  const after = rest.slice(rest.indexOf("<!-- end -->"));
  const complete = `${before}<!-- options -->\n\n${markdown(rows.flat())}\n\n${after}`;
  await expect(complete).toMatchFileSnapshot(repository("docs/commands.md"));
});

/** Reads the options from a help text. */
function optionsOf(invocation: string, help: string): string[][] {
  const options = help.split("\n\n").find((part) => part.startsWith("Options:\n")) ?? "";
  const entries = options
    .replace("Options:\n", "")
    .split(/\n(?= {2}-)/)
    .map((entry) => entry.replaceAll(/\s+/g, " ").trim());
  const rows = entries.flatMap((entry) => {
    const [, flag = "", rest = ""] = /^((?:-\w, )?--\S+(?: <\S+>)?) (.*)$/.exec(entry) ?? [];
    if (flag === "--version" || flag.endsWith("--help") || flag === "") return [];
    const [, variable = ""] = /\[env: (\w+)\]/.exec(rest) ?? [];
    const [, value = ""] = /\[default: ([^\]]*)\]/.exec(rest) ?? [];
    const meaning = rest.replaceAll(/ ?\[[^\]]*\]/g, "");
    return [
      [
        `\`${flag.replace("|", "\\|")}\``,
        variable === "" ? "" : `\`${variable}\``,
        value === "" ? "" : `\`${value}\``,
        meaning,
      ],
    ];
  });
  const [first = ["", "", "", ""], ...others] = rows;
  return [[`\`${invocation}\``, ...first], ...others.map((row) => ["", ...row])];
}

/** Formats a table. Each command is in the first row of its options only. */
function markdown(rows: readonly (readonly string[])[]): string {
  const all = [["command", "option", "variable", "default", "meaning"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}
