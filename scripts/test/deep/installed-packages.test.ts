import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { repository } from "../../src/workspace/repository.ts";
import { packPackages } from "../published/pack-packages.ts";
import { readmeExamples } from "../published/readme-examples.ts";
import { createProject, type Project } from "./installed/create-project.ts";
import { nodeVersions } from "./installed/node-versions.ts";
import {
  EXAMPLE_RUNNER,
  GATEWAY_PROGRAM,
  importingProgram,
  JEST_SANDBOX_TEST,
  JEST_TEST,
  modulesOf,
  NESTJS_OPTIONS,
  NESTJS_PROGRAM,
  requiringProgram,
  SERVICE_TEST,
} from "./installed/programs.ts";
import { callWorkers } from "./installed/run-workers.ts";
import { type SecureSandbox, startSecureSandbox } from "./installed/secure-sandbox.ts";

const { packages, remove } = await packPackages();
afterAll(remove);
const nodes = await nodeVersions();
/** It imports `cloudflare:workers`, so only a Worker can import it. */
const GATEWAY = "@wakapay/edge-gateway";
const modules = modulesOf(packages).filter((name) => name !== GATEWAY);
const names = packages.map(({ manifest }) => manifest.name);

/** The programs of every README, as the tarballs contain it. */
const examples = packages.flatMap(({ folder, source }) =>
  readmeExamples(readFileSync(join(folder, "README.md"), "utf8")).map((example) => ({
    ...example,
    source,
    path: `examples/${source}/${example.file}`,
  })),
);
const workers = examples.filter(({ code }) => /"cloudflare:workers"|"@wakapay\/sandbox\/worker"/.test(code));
const tests = examples.filter(({ imports }) => imports.includes("vitest"));
const programs = examples.filter(
  (example) => !workers.includes(example) && !tests.includes(example) && !example.file.endsWith(".cjs"),
);

/** What the examples import, and the tools of the tests below. */
const tools = [
  ...new Set(examples.flatMap(({ imports }) => imports).filter((name) => !names.includes(name))),
  ...packages.flatMap(({ manifest }) => Object.keys(Object(manifest["peerDependencies"]))),
  ...["@cloudflare/workers-types", "@types/node", "esbuild", "typescript@5.9", "workerd"],
  ...["@nestjs/common@11", "@nestjs/core@11", "reflect-metadata", "rxjs"],
];

const STRICT = {
  target: "ES2023",
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  types: ["node"],
};

let secure: SecureSandbox;
beforeAll(async () => {
  secure = await startSecureSandbox();
});
afterAll(() => secure.close());
beforeEach(() => secure.sandbox.reset());

test("finds the examples of every README", () => {
  expect(programs.length).toBeGreaterThan(10);
  expect(workers).toHaveLength(2);
});

describe.each(["npm", "pnpm"] as const)("a project that installs the tarballs with %s", (manager) => {
  let project: Project;
  const bin = (name: string) => join(project.folder, "node_modules/.bin", name);
  const tsc = async (cwd: string, tsconfig: object) => {
    await project.write({ [`${cwd}/tsconfig.json`]: JSON.stringify(tsconfig) });
    const { stdout } = await project.run(bin("tsc"), ["-p", "."], { cwd }).catch((error) => error);
    expect(stdout).toBe("");
  };
  beforeAll(async () => {
    project = await createProject(
      manager,
      packages.map(({ tarball }) => tarball),
      tools,
    );
    await project.write({
      "esm/package.json": '{ "type": "module" }',
      "esm/exports.js": importingProgram(modules),
      "esm/exports.ts": importingProgram(modules),
      "esm/run-example.js": EXAMPLE_RUNNER,
      "commonjs/package.json": '{ "type": "commonjs" }',
      "commonjs/exports.js": requiringProgram(modules),
      "commonjs/main.ts": NESTJS_PROGRAM,
      ...Object.fromEntries(examples.map(({ path, code }) => [`esm/${path}`, code])),
    });
  });
  afterAll(() => project.remove());

  /** Returns the exported names of each module, which a program prints. */
  async function exportedNames(node: string, program: string): Promise<string[][]> {
    const { stdout } = await project.run(node, [program]);
    const lists: string[][] = JSON.parse(stdout);
    expect(lists.filter((list) => list.length === 0)).toEqual([]);
    return lists;
  }

  test.each(nodes)("imports every module on Node.js $version", async ({ path }) => {
    expect(await exportedNames(path, "esm/exports.js")).toHaveLength(modules.length);
  });

  test.each(nodes.filter(({ version }) => version !== "v22.0.0"))(
    "requires every module from CommonJS on Node.js $version",
    async ({ path }) => {
      const imported = await exportedNames(path, "esm/exports.js");
      expect(await exportedNames(path, "commonjs/exports.js")).toEqual(imported);
    },
  );

  test.each(nodes)("runs the command wakapay on Node.js $version", async ({ path }) => {
    const command = "node_modules/@wakapay/cli/dist/cli.js";
    const args = [command, "get", "/business/balance", "-q", "currency=USD"];
    const { stdout } = await project.run(path, args, { env: secure.env });
    expect(JSON.parse(stdout)).toMatchObject({ currency: "USD" });
    const doctor = await project.run(path, [command, "doctor"], { env: secure.env });
    expect(doctor.stdout).toContain("All checks passed.");
  });

  test("compiles strict TypeScript against the types of every module", async () => {
    await tsc("esm", { compilerOptions: { ...STRICT, noEmit: true }, files: ["exports.ts"] });
  });

  test("compiles a Worker against the types of the gateway", async () => {
    await project.write({ "esm/gateway.ts": GATEWAY_PROGRAM });
    const types = ["@cloudflare/workers-types"];
    await tsc("esm", {
      compilerOptions: { ...STRICT, lib: ["ES2023"], types, noEmit: true },
      files: ["gateway.ts"],
    });
  });

  test("runs a NestJS application, which compiles to CommonJS", async () => {
    await tsc("commonjs", { compilerOptions: NESTJS_OPTIONS, files: ["main.ts"] });
    const { stdout } = await project.run(process.execPath, ["commonjs/dist/main.js"], { env: secure.env });
    expect(stdout).toBe("200 USD\n");
    expect(secure.sandbox.exchanges()).toBe(1);
  });

  test("runs from one bundled file without node_modules", async () => {
    const args = ["--bundle", "--platform=node", "--format=esm", "--outfile=bundle/exports.mjs"];
    await project.run(bin("esbuild"), [...args, "esm/exports.js"]);
    const elsewhere = await mkdtemp(join(tmpdir(), "wakapay-bundle-"));
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    const bundle = join(elsewhere, "exports.mjs");
    await copyFile(join(project.folder, "bundle/exports.mjs"), bundle);
    expect(await exportedNames(process.execPath, bundle)).toEqual(
      await exportedNames(process.execPath, "esm/exports.js"),
    );
  });

  describe("and the programs of the READMEs", () => {
    beforeAll(async () => {
      const typed = examples.filter(({ file }) => file.endsWith(".ts"));
      const isWorker = (example: (typeof examples)[number]) => workers.includes(example);
      const emit = {
        rewriteRelativeImportExtensions: true,
        rootDir: ".",
        outDir: "dist",
        skipLibCheck: true,
      };
      await tsc("esm", {
        compilerOptions: { ...STRICT, ...emit },
        files: typed.filter((example) => !isWorker(example)).map(({ path }) => path),
      });
      await tsc("esm", {
        compilerOptions: { ...STRICT, lib: ["ES2023"], types: ["@cloudflare/workers-types"], noEmit: true },
        include: [
          ...typed.filter(isWorker).map(({ path }) => path),
          "../node_modules/@wakapay/auth-core/recipes/workers/env.d.ts",
        ],
      });
    });

    test.each(programs)("runs $file of $source", async ({ path, code, prints }) => {
      const compiled = path.endsWith(".ts") ? `./dist/${path.replace(/\.ts$/, ".js")}` : `./${path}`;
      const env = { ...secure.env, WAKAPAY_CREDENTIALS_FILE: join(project.folder, "credentials.json") };
      await project.write({
        "credentials.json": JSON.stringify({
          apiKey: secure.env["WAKAPAY_API_KEY"],
          apiSecret: secure.env["WAKAPAY_API_SECRET"],
        }),
      });
      const oldest = nodes[0]?.path ?? process.execPath;
      const { stdout } = await project.run(oldest, ["esm/run-example.js", compiled], { env });
      const lines = stdout.trim().split("\n");
      if (prints.length > 0) expect(lines).toEqual(prints);
      if (/^export .*\b(?:wakapay|handler)\b/m.test(code)) expect(lines.at(-1)).toBe("200");
      expect(secure.sandbox.exchanges()).toBeLessThan(2);
    });

    test.each(tests)("runs $file of $source in Vitest", async ({ path }) => {
      const { stdout } = await project.run(bin("vitest"), ["run", "--root=esm", path]);
      expect(stdout).toMatch(/Tests .*1 passed/);
    });

    test("runs the service and the sandbox as Workers", async () => {
      const find = (text: string) => workers.find(({ code }) => code.includes(text))?.code ?? "";
      const response = await callWorkers(project, {
        service: find("cloudflare:workers"),
        sandbox: find("@wakapay/sandbox/worker"),
      });
      expect(response).toEqual({ status: 200, body: expect.stringContaining('"currency":"USD"') });
    });

    test("starts the sandbox with the documented command", async () => {
      const readme = packages.map(({ folder }) => readFileSync(join(folder, "README.md"), "utf8")).join("");
      const command = /^WAKAPAY_API_KEY=.* npx @wakapay\/sandbox .*$/m.exec(readme)?.[0] ?? "";
      const line = command.replace("--port 4010", "--port 0").replace("npx ", "exec npx --offline ");
      const child = spawn("sh", ["-c", line], {
        cwd: project.folder,
        detached: true,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const closed = once(child, "close");
      onTestFinished(async () => {
        // Like Ctrl-C: signals the whole process group, of npx and the sandbox.
        if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
        await closed;
      });
      const [output] = await once(child.stdout.setEncoding("utf8"), "data");
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      const response = await fetch(`${url}/business/auth`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ apiKey: "my-key", apiSecret: "my-secret" }),
      });
      expect(response.status).toBe(200);
    });

    test("tests a service with the command that docs/ci.md gives to pipelines", async () => {
      const document = readFileSync(repository("docs/ci.md"), "utf8");
      const [command = ""] = /(?<=- (?:run: )?)npx @wakapay\/sandbox run .*$/m.exec(document) ?? [];
      await project.write({ "service.test.mjs": SERVICE_TEST });
      await project.run("npm", ["pkg", "set", "scripts.test=node service.test.mjs"]);
      const line = command.replace("npx ", "npx --offline ");
      const { stdout, stderr } = await project.run("sh", ["-c", line]);
      expect(stdout).toContain("200 200");
      expect(stderr).toContain("wakapay-sandbox: 1 exchange, 2 authorized calls, 0 faults played");
    });
  });
});

test("runs Jest with the configuration of the README", async () => {
  const configuration = examples.find(({ file }) => file.endsWith("jest.config.cjs"))?.code ?? "";
  const jest = ["jest@30", "ts-jest@29", "@types/jest@30", "@types/node", "typescript@5.9"];
  const project = await createProject(
    "npm",
    packages.map(({ tarball }) => tarball),
    jest,
  );
  onTestFinished(project.remove);
  await project.write({
    "jest.config.cjs": configuration,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { ...NESTJS_OPTIONS, allowJs: true, types: ["node", "jest"] },
    }),
    "balance.test.ts": JEST_TEST,
    "sandbox.test.ts": JEST_SANDBOX_TEST,
  });
  await project.run("node_modules/.bin/jest", ["--ci"], { env: secure.env });
  expect(secure.sandbox.exchanges()).toBe(2);
});
