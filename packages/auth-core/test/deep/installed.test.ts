import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "@wakapay/sandbox/serve";
import { expect, it, onTestFinished } from "vitest";
import { packPackage } from "../package/pack-package.ts";

const credentials = { apiKey: "installed-key", apiSecret: "installed-secret" };

const PROGRAM = `
import { createTokenManager } from "@wakapay/auth-core";
const [baseUrl, credentials] = JSON.parse(process.argv[2]);
const { fetch } = createTokenManager({ baseUrl, ...credentials, allowInsecureLoopback: true });
const response = await fetch("/business/balance?currency=USD");
console.log(response.status, (await response.json()).currency);
`;

it("runs in a new project after npm installs the tarball", async () => {
  const pack = await packPackage();
  onTestFinished(pack.remove);
  const folder = await mkdtemp(join(tmpdir(), "installed-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sandbox = await serve({ credentials: [credentials] });
  onTestFinished(sandbox.close);

  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "program.js"), PROGRAM);
  const run = promisify(execFile);
  await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", pack.tarball], { cwd: folder });
  const { stdout, stderr } = await run(
    process.execPath,
    ["program.js", JSON.stringify([sandbox.url, credentials])],
    { cwd: folder },
  );
  expect({ stdout, stderr }).toEqual({ stdout: "200 USD\n", stderr: "" });
  expect(sandbox.exchanges()).toBe(1);
});
