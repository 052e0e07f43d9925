import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PackedPackage, pack } from "./pack.ts";

let packed: PackedPackage;
beforeAll(async () => {
  packed = await pack();
});
afterAll(() => packed.remove());

const tar = async (...args: string[]) => (await promisify(execFile)("tar", args)).stdout;

test("publishes one command, so that npx @wakapay/sandbox finds it", async () => {
  const manifest = JSON.parse(await tar("-xzOf", packed.tarball, "package/package.json"));
  expect([manifest.name, Object.values(manifest.bin)]).toEqual(["@wakapay/sandbox", ["./dist/cli.js"]]);
});

test("publishes only the public entry points and no tests", async () => {
  const manifest = JSON.parse(await tar("-xzOf", packed.tarball, "package/package.json"));
  expect(Object.keys(manifest.exports)).toEqual([
    ".",
    "./serve",
    "./worker",
    "./openapi.json",
    "./scenario.schema.json",
    "./package.json",
  ]);
  const files = (await tar("-tzf", packed.tarball)).trim().split("\n");
  const others = files.filter((file) => !/^package\/(dist|docs|recipes)\//.test(file));
  expect(others.sort()).toEqual([
    "package/LICENSE",
    "package/README.md",
    "package/package.json",
    "package/scenario.schema.json",
  ]);
});
