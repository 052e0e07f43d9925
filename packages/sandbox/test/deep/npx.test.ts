import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { pack } from "../pack.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test("runs the documented npx command in a project with the tarball", async () => {
  const { folder: cwd, tarball, remove } = await pack();
  onTestFinished(remove);
  await writeFile(join(cwd, "package.json"), "{}");
  const install = ["install", "--no-audit", "--no-fund", "--loglevel=error", tarball];
  await promisify(execFile)("npm", install, { cwd });

  const command = /^WAKAPAY_API_KEY=.* npx @wakapay\/sandbox .*$/m.exec(readme)?.[0] ?? "";
  const line = command.replace("--port 4010", "--port 0").replace("npx ", "exec npx --offline ");
  const child = spawn("sh", ["-c", line], { cwd, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  onTestFinished(async () => {
    // Like Ctrl-C: signals the whole process group, of npx and the sandbox.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    await closed;
  });
  const [output] = await once(child.stdout.setEncoding("utf8"), "data");
  expect(output).toMatch(/^WakaPay sandbox listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  const response = await fetch(`${output.trim().split(" ").at(-1)}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ apiKey: "my-key", apiSecret: "my-secret" }),
  });
  expect(response.status).toBe(200);
});
