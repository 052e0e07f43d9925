import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const DEAD_PROXY = "http://127.0.0.1:9";
const VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

test("reaches a sandbox on loopback even if proxy variables are set", async () => {
  const vitest = fileURLToPath(new URL("./vitest.mjs", import.meta.resolve("vitest/package.json")));
  const files = ["test/readme.test.ts", "test/control"];
  const run = promisify(execFile)(process.execPath, [vitest, "run", ...files], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: {
      PATH: process.env["PATH"],
      ...Object.fromEntries(VARIABLES.map((name) => [name, DEAD_PROXY])),
      // Makes the fetch of Node.js read the variables.
      NODE_USE_ENV_PROXY: "1",
    },
  });
  await expect(run).resolves.toMatchObject({ stdout: expect.stringContaining("passed") });
});
