import { appendFile, chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "@wakapay/sandbox/serve";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { PUBLISHED, readManifest } from "../../src/workspace/manifests.ts";
import { type Clone, createClone } from "./clone/create-clone.ts";
import { startRegistry } from "./clone/fake-registry.ts";
import { workflowSteps } from "./clone/workflow-steps.ts";

const steps = workflowSteps();

/** Returns the command of the only step that contains a text. */
function stepWith(text: string): string {
  const found = new Set(steps.map(({ run }) => run).filter((run) => run.includes(text)));
  expect([...found]).toHaveLength(1);
  return [...found].join();
}

/** The steps that a test below runs, by a text that only they contain. */
const TESTED = [
  "pnpm@12 install",
  "version-packages",
  "release pending",
  "release pack",
  "release publish",
  "gh release create",
  'echo "present=true"',
  "contracts:verify",
];

/** The steps whose tasks are only listed, because they would run this test again. */
const LISTED = ["pnpm@12 test --filter", "test:deep --filter"];

/** The steps that are not run: `.ci/run` is what runs this test. */
const NOT_RUN = ["bash .ci/run"];

test("covers every command of the workflows", () => {
  const known = [...TESTED, ...LISTED, ...NOT_RUN];
  expect(steps.length).toBeGreaterThan(9);
  expect(steps.filter(({ run }) => !known.some((text) => run.includes(text)))).toEqual([]);
});

describe("the steps of the workflows, in a fresh clone", () => {
  let clone: Clone;
  beforeAll(async () => {
    clone = await createClone();
    await clone.run(stepWith("pnpm@12 install"));
  });
  afterAll(() => clone.remove());
  const tarballs = () => readdir(join(clone.folder, "release"));

  test.each(LISTED)("start tasks that exist: %s", async (text) => {
    const { stdout } = await clone.run(`${stepWith(text)} -- --dry=json`);
    expect(stdout).toMatch(/"taskId": "@wakapay\/auth-core#test(?::deep)?"/);
    expect(stdout).toMatch(/"taskId": "@wakapay\/sandbox#test(?::deep)?"/);
  });

  test("list nothing to release while the address is the placeholder", async () => {
    const output = join(clone.folder, "output.txt");
    await clone.run(stepWith("release pending"), { GITHUB_OUTPUT: output });
    expect(await readFile(output, "utf8")).toBe("pending=[]\n");
    await expect(clone.run(stepWith("release pack"))).rejects.toThrow("The repository's address is not set.");
  });

  test("fail if npm does not say what is pending", async () => {
    const env = { GITHUB_OUTPUT: join(clone.folder, "unknown.txt") };
    await expect(clone.run(`npx() { return 1; }\n${stepWith("release pending")}`, env)).rejects.toThrow();
  });

  test("raise the versions and write the changelogs", async () => {
    const source = join(clone.folder, "scripts/src/workspace/manifests.ts");
    await writeFile(
      source,
      (await readFile(source, "utf8")).replace("github.com/OWNER", "github.com/example"),
    );
    const names = await Promise.all(PUBLISHED.map(async (folder) => (await readManifest(folder))["name"]));
    const changes = names.map((name) => `"${name}": minor\n`).join("");
    await writeFile(join(clone.folder, ".changeset/a-change.md"), `---\n${changes}---\n\nAdds a feature.\n`);
    await clone.run(stepWith("version-packages"));
    for (const folder of PUBLISHED) {
      expect(await readFile(join(clone.folder, folder, "CHANGELOG.md"), "utf8")).toContain("Adds a feature.");
      const manifest = await readFile(join(clone.folder, folder, "package.json"), "utf8");
      expect(JSON.parse(manifest)).toMatchObject({
        version: "0.2.0",
        homepage: expect.stringContaining("github.com/example"),
      });
    }
  });

  test("pack each package with its bill of materials", async () => {
    await clone.run(stepWith("release pack"));
    expect((await tarballs()).sort()).toEqual(
      PUBLISHED.flatMap((folder) => {
        const file = `wakapay-${folder.split("/")[1]}-0.2.0`;
        return [`${file}.cdx.json`, `${file}.tgz`];
      }).sort(),
    );
  });

  test("publish what npm does not have, and need a pipeline for that", async () => {
    const registry = await startRegistry();
    onTestFinished(registry.close);
    await appendFile(
      join(clone.folder, ".npmrc"),
      `@wakapay:registry=${registry.url}\n${registry.url.replace("http:", "")}:_authToken=a-token\n`,
    );
    const output = join(clone.folder, "pending.txt");
    await clone.run(stepWith("release pending"), { GITHUB_OUTPUT: output });
    expect(await readFile(output, "utf8")).toContain('"@wakapay/auth-core@0.2.0"');
    // npm attests provenance only in a pipeline, so publishing itself is not proven here.
    await expect(clone.run(stepWith("release publish"))).rejects.toThrow(/provenance/);
    expect(registry.published).toEqual([]);

    for (const folder of PUBLISHED) registry.add(String((await readManifest(folder))["name"]), "0.2.0");
    const { stdout } = await clone.run(stepWith("release publish"));
    expect(stdout).toContain("Nothing to publish.");
  });

  test("create one GitHub release for each tarball", async () => {
    const bin = join(clone.folder, "bin");
    await mkdir(bin);
    // Knows no release, and records the arguments of the others.
    await writeFile(join(bin, "gh"), '#!/bin/sh\n[ "$2" = view ] && exit 1\necho "$@" >> releases.txt\n');
    await chmod(join(bin, "gh"), 0o755);
    await clone.run(`PATH="${bin}:$PATH"\n${stepWith("gh release create")}`, { GITHUB_SHA: "0123abc" });
    const lines = (await readFile(join(clone.folder, "releases.txt"), "utf8")).trim().split("\n");
    expect(lines).toEqual(
      PUBLISHED.map((folder) => {
        const name = `wakapay-${folder.split("/")[1]}-0.2.0`;
        const files = `release/${name}.tgz release/${name}.cdx.json`;
        return `release create ${name} ${files} --title ${name} --target 0123abc`;
      }),
    );
  });

  test("verify the environment only if its credentials are set", async () => {
    const output = join(clone.folder, "credentials.txt");
    const check = stepWith('echo "present=true"');
    const unset = { WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "", GITHUB_OUTPUT: output };
    expect((await clone.run(check, unset)).stdout).toContain("nothing is verified");
    const credentials = { apiKey: "key-of-a-night", apiSecret: "secret-of-a-night" };
    const env = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };
    await clone.run(check, { ...env, GITHUB_OUTPUT: output });
    expect(await readFile(output, "utf8")).toBe("present=true\n");

    const sandbox = await serve({ credentials: [credentials] });
    onTestFinished(sandbox.close);
    await clone.run(stepWith("contracts:verify"), { ...env, WAKAPAY_BASE_URL: sandbox.url });
    const report = await readFile(join(clone.folder, "reports/contracts.xml"), "utf8");
    expect(report).toContain(sandbox.url);
    expect(sandbox.exchanges()).toBeGreaterThan(0);
  });
});
