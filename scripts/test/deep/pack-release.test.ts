import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { packRelease } from "../../src/release/pack-release.ts";
import { PUBLISHED, readManifest } from "../../src/workspace/manifests.ts";

test("packs each published package with a bill of materials", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-release-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const released = await packRelease(folder, "https://github.com/example/wakapay-auth");
  const files = PUBLISHED.flatMap((path) => {
    const file = `wakapay-${basename(path)}`;
    return [
      expect.stringMatching(`^${file}-[\\d.]+\\.cdx\\.json$`),
      expect.stringMatching(`^${file}-[\\d.]+\\.tgz$`),
    ];
  });
  expect((await readdir(folder)).sort()).toEqual(files);
  const sboms = await Promise.all(released.map(async ({ sbom }) => JSON.parse(await readFile(sbom, "utf8"))));
  expect(sboms.map(({ bomFormat }) => bomFormat)).toEqual(PUBLISHED.map(() => "CycloneDX"));
  const names = sboms.map(({ components }) => components.map(({ name }: { name: string }) => name));
  for (const [index, path] of PUBLISHED.entries()) {
    const { dependencies = {} } = await readManifest(path);
    expect(names[index]).toEqual(expect.arrayContaining(Object.keys(Object(dependencies))));
  }
});
