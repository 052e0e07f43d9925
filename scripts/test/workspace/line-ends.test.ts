import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";

const PACTS = execFileSync("git", ["ls-files", "contracts/pacts"], {
  cwd: repository("."),
  encoding: "utf8",
});
const FILES = [".gitattributes", "README.md", "pnpm-lock.yaml", ...PACTS.trim().split("\n")];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-ends-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
    cwd,
    encoding: "utf8",
  });
}

test("keeps LF line ends in a checkout with core.autocrlf", async () => {
  git(folder, "init", "--quiet", "origin");
  const origin = join(folder, "origin");
  for (const file of FILES) await cp(repository(file), join(origin, basename(file)));
  git(origin, "add", "--all");
  git(origin, "commit", "--quiet", "--message=files");
  git(folder, "clone", "--quiet", "--config=core.autocrlf=true", "origin", "clone");
  for (const file of FILES) {
    const text = await readFile(join(folder, "clone", basename(file)), "utf8");
    expect(text.includes("\r"), file).toBe(false);
    expect(text, file).toBe(await readFile(repository(file), "utf8"));
  }
});
