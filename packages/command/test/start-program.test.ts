import { type Command, type Program, startProgram } from "@wakapay/command";
import { expect, test } from "vitest";

function command(name: string): Command {
  const summary = `Does the work of ${name}.`;
  return { name, invocation: name, summary, variablePrefix: "TOOL", flags: [], run: async () => 0 };
}

const program: Program = {
  name: "tool",
  invocation: "npx tool",
  summary: "Does things.",
  commands: { get: command("get"), put: command("put"), doctor: command("doctor") },
  details: "Examples:\n  npx tool get",
};

async function run(...args: readonly string[]) {
  const ended = { stdout: "", stderr: "" };
  const code = await startProgram(program, "1.2.3", {
    args,
    variables: {},
    print: (line) => {
      ended.stdout += line;
    },
    warn: (line) => {
      ended.stderr += line;
    },
  });
  return { code, ...ended };
}

test("prints the same list to stderr without an argument as to stdout with --help", async () => {
  const help = await run("--help");
  expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("Examples:") });
  expect(await run()).toEqual({ code: 2, stdout: "", stderr: help.stdout });
});

test.each([
  ["docter", "doctor"],
  ["dcotor", "doctor"],
  ["doctors", "doctor"],
  ["gets", "get"],
  ["pu", "put"],
])("names the command that %s is close to", async (typed, meant) => {
  const { code, stderr } = await run(typed);
  expect([code, stderr]).toEqual([2, expect.stringContaining(` Did you mean "${meant}"?`)]);
});

test.each(["pay", "", "--verbose", "doc", "x".repeat(10_000)])("guesses nothing for %j", async (typed) => {
  const { code, stderr } = await run(typed);
  expect(code).toBe(2);
  expect(stderr).not.toContain("Did you mean");
});
