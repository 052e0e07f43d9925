import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";
import { packPackages } from "../published/pack-packages.ts";
import { cleanEnvironment, createProject, type Output, type Project } from "./installed/create-project.ts";

const TEMPLATE = repository("templates/gateway");
const WORKER = repository("apps/edge-gateway");
const readTemplate = (file: string) => readFileSync(join(TEMPLATE, file), "utf8");
const env = { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", NO_COLOR: "1" };

/** What a command printed, and whether it failed. */
interface Result extends Output {
  readonly code: number;
}

describe("a copy of the template with the tarballs installed", () => {
  let project: Project;
  let key: string;
  let settings: Readonly<Record<"wrangler.jsonc" | "policy.json", string>>;

  async function run(command: string, ...args: readonly string[]): Promise<Result> {
    const child = project.run(command, args, { env: { ...env, GATEWAY_KEY: key } });
    return child.then((output) => ({ ...output, code: 0 })).catch((error: Result) => error);
  }

  const dryRun = () => run("npx", "wrangler", "deploy", "--dry-run", "--outdir", "dist");

  beforeAll(async () => {
    const { packages, remove } = await packPackages();
    const needed = packages.filter(({ source }) => !source.endsWith("/cli"));
    const tarballs = needed.map(({ tarball }) => tarball);
    project = await createProject("npm", tarballs, [], TEMPLATE).finally(remove);
    const created = JSON.parse(
      (await run("npx", "@wakapay/edge-gateway", "key", "billing", "--json")).stdout,
    );
    key = created.key;
    settings = {
      "wrangler.jsonc": readTemplate("wrangler.jsonc").replace(
        '"WAKAPAY_BASE_URL": ""',
        '"WAKAPAY_BASE_URL": "https://api.example"',
      ),
      "policy.json": readTemplate("policy.json").replace(/<the entry [^"]*/, created.hash),
    };
  });
  afterAll(() => project.remove());

  test("stops a deployment and says what to do about each placeholder", async () => {
    const { code, stdout } = await dryRun();
    expect(code).toBe(1);
    expect(stdout).toContain(
      "[custom build]   WAKAPAY_BASE_URL is missing; set it in vars of wrangler.jsonc",
    );
    expect(stdout).toMatch(
      /\[custom build\] {3}policy callers\.billing\.keys\[0\] must be .*; the command npx/,
    );
    expect((await run("npm", "run", "deploy", "--", "--dry-run")).stdout).not.toContain("[custom build]");
  });

  test("stops a deployment with a misspelled policy or an empty address", async () => {
    await project.write({ ...settings, "policy.json": settings["policy.json"].replace("burst", "brust") });
    const misspelled = await dryRun();
    expect(misspelled.code).toBe(1);
    expect(misspelled.stdout).toContain("policy callers.billing.brust is not a known member");
    await project.write({ ...settings, "wrangler.jsonc": readTemplate("wrangler.jsonc") });
    const empty = await dryRun();
    expect(empty.code).toBe(1);
    expect(empty.stdout).toContain("WAKAPAY_BASE_URL is missing");
  });

  describe("after the steps of its README", () => {
    beforeAll(async () => {
      await project.write(settings);
      const { code, stdout } = await dryRun();
      expect(stdout).toContain("[custom build] production: ok");
      expect(code).toBe(0);
    });

    test("serves its policy in front of the sandbox, and passes smoke", async () => {
      const port = await freePort();
      const args = ["run", "dev", "--", "--port", `${port}`, "--ip", "127.0.0.1", "--inspector-port", "0"];
      const dev = spawn("npm", args, {
        cwd: project.folder,
        env: { ...cleanEnvironment(), ...env },
        detached: true,
        stdio: ["ignore", "pipe", "ignore"],
      });
      const closed = once(dev, "close");
      onTestFinished(async () => {
        if (dev.pid !== undefined) process.kill(-dev.pid, "SIGTERM");
        await closed;
      });
      for await (const line of createInterface({ input: dev.stdout })) if (line.includes("Ready on")) break;
      dev.stdout.resume();
      const { stdout } = await run("npx", "@wakapay/edge-gateway", "smoke", `http://127.0.0.1:${port}`);
      expect(stdout.trim().split("\n")).toEqual(
        Array.from({ length: 4 }, () => expect.stringMatching(/^ok /)),
      );
    });

    test.each([
      ["the attack table", "http", "test/attacks"],
      ["the load test", "load", "test/load"],
    ])("passes %s", async (_, name, files) => {
      const bundle = join(project.folder, "dist/index.js");
      const { stdout, code } = await project
        .run(join(WORKER, "node_modules/.bin/vitest"), ["run", "--root", WORKER, "--project", name, files], {
          cwd: ".",
          env: { NO_COLOR: "1", GATEWAY_BUNDLE: bundle },
        })
        .then((output) => ({ ...output, code: 0 }))
        .catch((error: Result) => error);
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/Tests {2}\d+ passed/);
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = Object(server.address());
  server.close();
  await once(server, "close");
  return port;
}
