import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { serve } from "../src/serve.ts";
import { credentials } from "./forms/form.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code);

async function output(command: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd: packageFolder })).stdout;
}

test.each(blocks("js"))(
  "the README's program runs on the built package and prints what its comments say: %#",
  async (code) => {
    const promised = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    const printed = await output(process.execPath, ["--input-type=module", "--eval", code]);
    expect(printed.split("\n").slice(0, -1)).toEqual(promised);
  },
);

test("the README's table of the control API lists what there is", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  const routes = [...readme.matchAll(/`(GET|POST|PATCH) (\/_sandbox\/\w+)`/g)];
  expect(routes).toHaveLength(7);
  for (const [, method = "", path = ""] of routes) {
    const { status } = await fetch(`${sandbox.url}${path}`, { method });
    expect([200, 400], `${method} ${path}`).toContain(status);
  }
  await sandbox.close();
});

if (inject("machine").curl) {
  test("the README's curl line scripts a fault", async () => {
    const sandbox = await serve({ credentials: [credentials] });
    const [line = ""] = blocks("sh").filter((block) => block.startsWith("curl "));
    const answer = await output("sh", ["-c", line.replace("http://127.0.0.1:4010", sandbox.url)]);
    expect(JSON.parse(answer)).toEqual({ scripted: { status: 503, times: 2 } });
    await sandbox.close();
  });
}
