import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { PUBLISHED, readManifest } from "../../src/workspace/manifests.ts";
import { repository } from "../../src/workspace/repository.ts";

const run = promisify(execFile);

/** Returns the environment without what pnpm and this workspace add to it. */
function freshEnvironment(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(?:cache|cafile|registry)$/;
  const entries = Object.entries(process.env).filter(([name]) => kept.test(name) || !/^p?npm_/i.test(name));
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  return { ...Object.fromEntries(entries), PATH: path.join(delimiter) };
}

test("packs every published package in a fresh clone, as each README says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-clone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const clone = join(folder, "clone");
  await run("git", ["clone", "--quiet", "--no-hardlinks", repository("."), clone]);

  for (const published of PUBLISHED) {
    const home = join(folder, published);
    await mkdir(home, { recursive: true });
    const readme = await readFile(join(clone, published, "README.md"), "utf8");
    const command = /^npx -y pnpm@12 --filter \S+ pack .*$/m.exec(readme)?.[0] ?? "";
    await run("sh", ["-c", command.replace("$HOME", home)], { cwd: clone, env: freshEnvironment() });

    const { name, version } = await readManifest(published);
    const tarball = `${String(name).replace("@", "").replace("/", "-")}-${version}.tgz`;
    expect(await readdir(home)).toEqual([tarball]);
    const { stdout } = await run("tar", ["-tzf", join(home, tarball)]);
    expect(stdout).toContain("package/dist/index.js\n");
  }
});
