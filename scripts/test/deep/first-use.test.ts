import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { packPackages } from "../published/pack-packages.ts";
import { readmeExamples } from "../published/readme-examples.ts";
import { cleanEnvironment } from "./installed/create-project.ts";

/** Returns the code blocks of a language in a text. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, code = ""]) => code,
  );
}

test("runs a service and its CI job, with only the tarballs and their READMEs", async () => {
  const { packages, remove } = await packPackages();
  onTestFinished(remove);
  const folder = await mkdtemp(join(tmpdir(), "wakapay-first-use-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bash = async (script: string, env: Readonly<Record<string, string>> = {}) => {
    const options = { cwd: folder, env: { ...cleanEnvironment(), ...env } };
    const { stdout, stderr } = await promisify(execFile)("bash", ["-e", "-c", script], options);
    return stdout + stderr;
  };
  const readmeOf = async (name: string) => {
    const found = packages.find(({ manifest }) => manifest.name === name);
    if (found === undefined) throw new Error(`${name} is not packed.`);
    return readFile(join(found.folder, "README.md"), "utf8");
  };
  const core = await readmeOf("@wakapay/auth-core");
  const sandbox = await readmeOf("@wakapay/sandbox");

  await bash("npm init -y && npm pkg set type=module scripts.test='node quick-start.ts'");
  const home = join(folder, "home");
  await mkdir(home);
  for (const { tarball } of packages) await copyFile(tarball, join(home, basename(tarball)));
  for (const text of [core, sandbox]) {
    const install = blocks(text, "sh").find((block) => block.includes("npm install")) ?? "";
    await bash(install.replaceAll('"$HOME"', home));
  }
  const [example] = readmeExamples(core);
  // The sandbox uses http, as the README says.
  const code = example?.code.replace("apiSecret:", "allowInsecureLoopback: true,\n  apiSecret:") ?? "";
  await writeFile(join(folder, "quick-start.ts"), code);

  const workflow = parse(blocks(sandbox, "yaml")[0] ?? "");
  const steps: { run?: string }[] = workflow.jobs.test.steps;
  const output = await bash(steps.flatMap(({ run }) => run ?? []).join("\n"));
  expect(output).toContain("currency: 'USD'");
  expect(output).toContain("wakapay-sandbox: 1 exchange, 1 authorized call, 0 faults played");
});
