import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { serve } from "../src/serve.ts";
import { credentials } from "./forms/form.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const routes = readFileSync(new URL("../docs/routes.md", import.meta.url), "utf8");
const blocks = (language: string, document = readme) =>
  [...document.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code);
const programs = [readme, routes]
  .flatMap((document) => blocks("js", document))
  .filter((code) => code.includes("console.log"));

async function output(command: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd: packageFolder })).stdout;
}

test.each(programs)("runs program %# on the built package, and it prints what it says", async (code) => {
  const documented = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  const printed = await output(process.execPath, ["--input-type=module", "--eval", code]);
  expect(printed.split("\n").slice(0, -1)).toEqual(documented);
});

test("shows the recipe for MSW", () => {
  expect(blocks("ts")).toContain(readFileSync(new URL("../recipes/msw.ts", import.meta.url), "utf8"));
});

test("lists every route of the control API", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  const routes = new Set(readme.match(/`(GET|POST|PATCH) \/_sandbox\/\w+`/g));
  expect(routes.size).toBe(11);
  for (const route of routes) {
    const [method = "", path = ""] = route.slice(1, -1).split(" ");
    const { status } = await fetch(`${sandbox.url}${path}`, { method });
    expect([200, 400], route).toContain(status);
  }
  await sandbox.close();
});

if (inject("machine").curl) {
  test("scripts a fault and checks health with the documented curl commands", async () => {
    const sandbox = await serve({ credentials: [credentials] });
    const commands = blocks("sh").filter((block) => block.startsWith("curl "));
    const responses = await Promise.all(
      commands.map((line) => output("sh", ["-c", line.replace("http://127.0.0.1:4010", sandbox.url)])),
    );
    expect(responses.map((text) => JSON.parse(text))).toEqual([
      { scripted: { status: 503, times: 2 } },
      { status: "ok" },
    ]);
    await sandbox.close();
  });
}
