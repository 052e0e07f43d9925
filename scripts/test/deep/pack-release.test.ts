import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { packRelease } from "../../src/release/pack-release.ts";

test("packs each published package with a bill of materials", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-release-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const released = await packRelease(folder, "https://github.com/example/wakapay-auth");
  expect((await readdir(folder)).sort()).toEqual([
    expect.stringMatching(/^wakapay-auth-core-.*\.cdx\.json$/),
    expect.stringMatching(/^wakapay-auth-core-.*\.tgz$/),
    expect.stringMatching(/^wakapay-sandbox-.*\.cdx\.json$/),
    expect.stringMatching(/^wakapay-sandbox-.*\.tgz$/),
  ]);
  const sboms = await Promise.all(released.map(async ({ sbom }) => JSON.parse(await readFile(sbom, "utf8"))));
  const names = sboms.map(({ components }) => components.map(({ name }: { name: string }) => name));
  expect(sboms.map(({ bomFormat }) => bomFormat)).toEqual(["CycloneDX", "CycloneDX"]);
  expect(names).toEqual([expect.arrayContaining(["ofetch"]), expect.arrayContaining(["hono", "jose"])]);
});
