import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, it, onTestFinished } from "vitest";
import { startRedis } from "./processes.ts";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const SANDBOX = join(MODULES, "@wakapay/sandbox/dist/cli.js");

/** Returns a document's code blocks in a language, without the indentation of a list. */
async function blocksOf(document: string, language: string): Promise<string[]> {
  const page = await readFile(new URL(`../../../../${document}`, import.meta.url), "utf8");
  const blocks = page.matchAll(new RegExp(`^( *)\`\`\`${language}\n(.*?)^\\1\`\`\`$`, "gms"));
  return [...blocks].map(([, indent, code = ""]) => code.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

/** Creates a folder with the files, in which programs find the packages. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "documents-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await symlink(MODULES, join(folder, "node_modules"));
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code);
  return folder;
}

/** Starts a command of a document, with the sandbox and the Node.js of this repository. */
function start(command: string, cwd: string, variables: Readonly<Record<string, string>> = {}) {
  const { PATH = "" } = process.env;
  const env = { ...process.env, ...variables, PATH: dirname(process.execPath) + delimiter + PATH };
  const local = command.replace("npx @wakapay/sandbox", `exec node "${SANDBOX}"`);
  return promisify(execFile)("bash", ["-c", local], { cwd, env });
}

it.skipIf(!inject("redisServer"))(
  "starts the four pods of docs/run-a-fleet.md with one exchange",
  async () => {
    const document = "docs/run-a-fleet.md";
    const [pod = ""] = await blocksOf(document, "js");
    const [command = ""] = await blocksOf(document, "sh");
    const [output = ""] = await blocksOf(document, "text");
    // The machine may be busy: a late reply is not what this test is about.
    const patient = pod.replace("store:", "storeTimeoutMs: 20_000, store:");
    const folder = await folderWith({ "pod.mjs": patient });
    const { stdout, stderr } = await start(command, folder, { REDIS_URL: await startRedis() });
    expect(stdout + stderr).toBe(output);
  },
);

it("sends the metrics of the service in opentelemetry.md", async () => {
  const document = "packages/auth-core/docs/opentelemetry.md";
  const [telemetry = "", service = ""] = await blocksOf(document, "js");
  const commands = await blocksOf(document, "sh");
  const command = commands.find((each) => each.includes("service.mjs")) ?? "";
  const folder = await folderWith({ "telemetry.mjs": telemetry, "service.mjs": service });
  const received = Promise.withResolvers<string>();
  const collector = createServer(async (request, response) => {
    const body = await text(request);
    response.setHeader("content-type", "application/json").end("{}");
    if (request.url === "/v1/metrics") received.resolve(body);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void collector.close());
  await once(collector, "listening");
  const address = collector.address();
  const port = typeof address === "object" ? `${address?.port}` : "";
  const running = start(command.replace("4318", port).replace("=10000", "=1000"), folder);
  const metrics = await Promise.race([received.promise, running.then(({ stderr }) => stderr)]);
  running.child.kill("SIGTERM");
  expect((await running).stdout).toMatch(/^200\n/);
  expect(metrics).toContain("wakapay.auth.exchange.duration");
  expect(metrics).toContain("balances");
});
