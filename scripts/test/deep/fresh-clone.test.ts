import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PUBLISHED, readManifest } from "../../src/workspace/manifests.ts";
import { createClone } from "./clone/create-clone.ts";

test("packs every published package in a fresh clone, as each README says", async () => {
  const clone = await createClone();
  onTestFinished(clone.remove);
  for (const published of PUBLISHED) {
    const home = join(clone.folder, "..", published);
    await mkdir(home, { recursive: true });
    const readme = await readFile(join(clone.folder, published, "README.md"), "utf8");
    const command = /^npx -y pnpm@12 --filter \S+ pack .*$/m.exec(readme)?.[0];
    if (command === undefined) continue; // Only other packages install it.
    await clone.run(command.replace("$HOME", home));

    const { name, version } = await readManifest(published);
    const tarball = `${String(name).replace("@", "").replace("/", "-")}-${version}.tgz`;
    expect(await readdir(home)).toContain(tarball);
    const { stdout } = await clone.run(`tar -tzf ${join(home, tarball)}`);
    expect(stdout).toMatch(/^package\/dist\/(?:index|cli)\.js$/m);
  }
});
