import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { validateAction } from "@action-validator/core";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../../src/workspace/repository.ts";

const text = readFileSync(repository("action.yml"), "utf8");
const action = parse(text);
const [step] = action.runs.steps;
const cli = repository("packages/sandbox/dist/cli.js");

test("passes the schema of GitHub's actions", () => {
  expect(validateAction(text)).toEqual({ actionType: "action", errors: [] });
});

test("has an input for each option of the sandbox's run command", () => {
  const help = spawnSync(process.execPath, [cli, "run", "--help"], { encoding: "utf8" }).stdout;
  const options = [...help.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name = ""]) => name);
  const expected = options.filter((name) => !["json", "version"].includes(name)).sort();
  const inputs = Object.keys(action.inputs).filter((name) => !["run", "working-directory"].includes(name));
  expect(inputs.sort()).toEqual(expected);
  const { COMMAND: _, ...variables } = step.env;
  expect(variables).toEqual(
    Object.fromEntries(
      expected.map((name) => [
        `WAKAPAY_SANDBOX_${name.toUpperCase().replaceAll("-", "_")}`,
        `\${{ inputs.${name} }}`,
      ]),
    ),
  );
});

test("runs the command with the sandbox, in the version of this commit", async () => {
  const { code, output } = await runStep({ run: "echo at $WAKAPAY_BASE_URL; node --print 1+1" });
  const { version } = JSON.parse(readFileSync(repository("packages/sandbox/package.json"), "utf8"));
  expect(output).toContain(`npx: --yes @wakapay/sandbox@${version} run`);
  expect(output).toMatch(/^at http:\/\/127\.0\.0\.1:\d+\n2\n/m);
  expect(output).toContain("0 exchanges");
  expect(code).toBe(0);
});

test("fails if the command fails, or if a pipe in it does", async () => {
  expect(await runStep({ run: "exit 7" })).toMatchObject({ code: 7 });
  expect(await runStep({ run: "false | cat" })).toMatchObject({ code: 1 });
});

test("fails if the command makes more exchanges than the input allows", async () => {
  const exchange = `node --eval 'fetch(process.env.WAKAPAY_BASE_URL + "/business/auth", { method: "POST" })'`;
  expect(await runStep({ run: exchange, "max-exchanges": "0" })).toMatchObject({ code: 120 });
});

/** Runs the step as GitHub does, with the built sandbox in place of the one on npm. */
async function runStep(inputs: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-action-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const npx = `#!/bin/sh\necho "npx: $*"\nshift 2\nexec "${process.execPath}" "${cli}" "$@"\n`;
  await writeFile(join(folder, "npx"), npx);
  await chmod(join(folder, "npx"), 0o755);
  await writeFile(join(folder, "script.sh"), step.run);
  const variables = Object.entries<string>(step.env).map(([name, value]) => {
    const [, input = ""] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value) ?? [];
    return [name, inputs[input] ?? ""] as const;
  });
  const env = {
    ...process.env,
    ...Object.fromEntries(variables),
    GITHUB_ACTION_PATH: repository("."),
    PATH: [folder, process.env["PATH"]].join(delimiter),
  };
  const args = ["--noprofile", "--norc", "-eo", "pipefail", join(folder, "script.sh")];
  return new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile("bash", args, { env, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}
