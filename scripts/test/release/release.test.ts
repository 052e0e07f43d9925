import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkAddress } from "../../src/release/pack-release.ts";
import { pendingPackages } from "../../src/release/pending-packages.ts";
import { publishRelease } from "../../src/release/publish-release.ts";
import { outdatedManifests, sharedFields } from "../../src/workspace/manifests.ts";

describe("the manifests of published packages", () => {
  test("contain the repository's address", async () => {
    expect(await outdatedManifests()).toEqual([]);
  });

  test("derive every address from one constant", () => {
    const fields = sharedFields("packages/sandbox", {}, "https://example.com/owner/name");
    expect(JSON.stringify(fields).match(/https:\/\/[^"]*/g)).toEqual([
      "https://example.com/owner/name/tree/main/packages/sandbox#readme",
      "https://example.com/owner/name/issues",
      "https://example.com/owner/name.git",
    ]);
  });
});

describe("a release", () => {
  test("is refused while the repository's address is the placeholder", async () => {
    expect(() => checkAddress("https://github.com/OWNER/wakapay-auth")).toThrow(/^The repository's address/);
    expect(() => checkAddress("https://github.com/example/wakapay-auth")).not.toThrow();
  });

  test("is pending for each version that npm does not have", async () => {
    const url = "https://github.com/example/wakapay-auth";
    const npm = async ([, id = ""]: readonly string[]) => {
      if (!id.startsWith("@wakapay/auth-core@")) return "0.1.0\n";
      throw new Error("npm error code E404");
    };
    expect(await pendingPackages(npm, url)).toEqual([expect.stringMatching(/^@wakapay\/auth-core@\d/)]);
    expect(await pendingPackages(npm, "https://github.com/OWNER/wakapay-auth")).toEqual([]);
  });

  test("publishes only versions that npm does not have", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wakapay-publish-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const file of ["a-1.0.0.tgz", "b-2.0.0.tgz", "b-2.0.0.cdx.json"])
      await writeFile(join(folder, file), "");
    const calls: (readonly string[])[] = [];
    const npm = async (args: readonly string[]) => {
      calls.push(args);
      const [command, subject = ""] = args;
      if (command === "pack")
        return JSON.stringify([{ id: args.at(-1)?.includes("a-") ? "a@1.0.0" : "b@2.0.0" }]);
      if (command !== "view") return "";
      if (subject === "a@1.0.0") return "1.0.0\n";
      throw new Error("npm error code E404");
    };
    expect(await publishRelease(folder, npm)).toEqual(["b@2.0.0"]);
    expect(calls.filter(([command]) => command === "publish")).toEqual([
      ["publish", join(folder, "b-2.0.0.tgz"), "--access", "public", "--provenance"],
    ]);
  });

  test("fails if npm cannot be reached", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wakapay-publish-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "a-1.0.0.tgz"), "");
    const npm = async ([command]: readonly string[]) => {
      if (command === "pack") return '[{ "id": "a@1.0.0" }]';
      throw new Error("npm error code ECONNREFUSED");
    };
    await expect(publishRelease(folder, npm)).rejects.toThrow("ECONNREFUSED");
  });
});
