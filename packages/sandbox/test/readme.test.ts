import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { createSandbox } from "../src/index.ts";
import { builtInScenarios } from "../src/options/built-in-scenarios.ts";
import { serve } from "../src/serve.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const readme = read("README.md");
const documents = [readme, ...["routes", "scenarios", "control"].map((name) => read(`docs/${name}.md`))];
const blocks = (language: string, document = readme) =>
  [...document.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code);
const programs = documents
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
  expect(blocks("ts", read("recipes/README.md"))).toEqual([read("recipes/msw.ts")]);
});

test("lists every route of the control API", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  const routes = new Set(documents.join().match(/`(GET|POST|PATCH) \/_sandbox\/\w+`/g));
  expect(routes.size).toBe(11);
  for (const route of routes) {
    const [method = "", path = ""] = route.slice(1, -1).split(" ");
    const { status } = await fetch(`${sandbox.url}${path}`, { method });
    expect([200, 400], route).toContain(status);
  }
  await sandbox.close();
});

test("describes every built-in scenario", () => {
  const rows = [...read("docs/scenarios.md").matchAll(/^\| `([\w-]+)` +\| (.*?)\.? +\|$/gm)];
  const described = Object.fromEntries(rows.map(([, name = "", text = ""]) => [name, text]));
  for (const [name, { description = "" }] of Object.entries(builtInScenarios)) {
    expect(`${described[name]}.`, name).toContain(description);
  }
  expect(Object.keys(described)).toEqual(Object.keys(builtInScenarios));
});

test("accepts the documented scenario file", () => {
  const [file = ""] = blocks("json", read("docs/scenarios.md"));
  const sandbox = createSandbox({ scenario: JSON.parse(file) });
  expect(sandbox.state()).toMatchObject({ scenario: "black friday", accounts: [{ account: "shop" }] });
});

if (inject("machine").curl) {
  test("controls a sandbox with the documented curl commands", async () => {
    const sandbox = await serve({ credentials: [credentials] });
    await createClient({ fetch, url: sandbox.url }).exchange();
    const commands = documents
      .flatMap((document) => blocks("sh", document))
      .filter((block) => block.startsWith("curl "));
    const responses: unknown[] = [];
    for (const line of commands) {
      const text = await output("sh", ["-c", line.replace("http://127.0.0.1:4010", sandbox.url)]);
      responses.push(JSON.parse(text));
    }
    const journal = { exchanges: 1, lastId: 1, entries: [{ outcome: "token issued" }] };
    expect(responses).toMatchObject([
      { advancedSeconds: 3600 },
      journal,
      { status: "ok" },
      { applied: "slow" },
      { name: "slow", faults: [{ delayMs: 2000 }, { delayMs: 2000 }] },
      { scripted: { status: 503, times: 2 } },
      journal,
    ]);
    await sandbox.close();
  });
}
