import { readFile } from "node:fs/promises";
import { serve } from "@wakapay/sandbox/serve";
import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { createProject } from "./project.ts";

const credentials = { apiKey: "installed-key", apiSecret: "installed-secret" };

/** Calls the API with the manager of the module that the program imports. */
const CALL = `
const [baseUrl, credentials] = JSON.parse(process.argv[2] ?? "");
const wakapay = createTokenManager({ baseUrl, ...credentials, allowInsecureLoopback: true });
wakapay.fetch("/business/balance?currency=USD")
  .then(async (response) => console.log(response.status, (await response.json()).currency));
`;

const NESTJS_OPTIONS = {
  module: "nodenext",
  moduleResolution: "nodenext",
  esModuleInterop: true,
  isolatedModules: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  target: "ES2023",
  strict: true,
  types: ["node"],
  outDir: "dist",
};

describe("a project that installs the tarball with npm", () => {
  let sandbox: Awaited<ReturnType<typeof serve>>;
  let argument: string;
  beforeAll(async () => {
    sandbox = await serve({ credentials: [credentials] });
    argument = JSON.stringify([sandbox.url, credentials]);
    return () => sandbox.close();
  });
  beforeEach(() => sandbox.reset());

  it("imports the package from an ES module", async () => {
    const { run } = await createProject({
      "package.json": JSON.stringify({ type: "module" }),
      "program.js": `import { createTokenManager } from "@wakapay/auth-core";\n${CALL}`,
    });
    const output = await run(process.execPath, ["program.js", argument]);
    expect(output).toEqual({ stdout: "200 USD\n", stderr: "" });
    expect(sandbox.exchanges()).toBe(1);
  });

  it("requires the package and its subpaths from CommonJS", async () => {
    const { run } = await createProject({
      "package.json": "{}",
      "program.js": `
        const { createTokenManager } = require("@wakapay/auth-core");
        require("@wakapay/auth-core/layers");
        require("@wakapay/auth-core/redis");
        require("@wakapay/auth-core/testing");
        ${CALL}`,
    });
    const output = await run(process.execPath, ["program.js", argument]);
    expect(output).toEqual({ stdout: "200 USD\n", stderr: "" });
  });

  it("compiles to CommonJS with the compiler options of NestJS", async () => {
    const { run } = await createProject(
      {
        "package.json": "{}",
        "tsconfig.json": JSON.stringify({ compilerOptions: NESTJS_OPTIONS, files: ["program.ts"] }),
        "program.ts": `
          import { createTokenManager } from "@wakapay/auth-core";
          import { redisStore } from "@wakapay/auth-core/redis";
          console.assert(typeof redisStore === "function");
          ${CALL.replace("response.json()", "response.json() as { currency: string }")}`,
      },
      ["typescript@5.9", "@types/node@24"],
    );
    await run("node_modules/.bin/tsc", []);
    const output = await run(process.execPath, ["dist/program.js", argument]);
    expect(output).toEqual({ stdout: "200 USD\n", stderr: "" });
  });

  it("runs in Jest with the configuration of the README", { timeout: 300_000 }, async () => {
    const { run } = await createProject(
      {
        "package.json": "{}",
        "jest.config.cjs": await readFile(new URL("../../recipes/jest.config.cjs", import.meta.url), "utf8"),
        "tsconfig.json": JSON.stringify({
          compilerOptions: { ...NESTJS_OPTIONS, allowJs: true, types: ["node", "jest"] },
        }),
        "balance.test.ts": `
          import { createTokenManager, isTokenError } from "@wakapay/auth-core";
          test("gets a token, and an error that is recognized", async () => {
            const [baseUrl, credentials] = JSON.parse(process.env.ARGUMENT ?? "");
            const options = { baseUrl, ...credentials, allowInsecureLoopback: true };
            const wakapay = createTokenManager(options);
            expect((await wakapay.fetch("/business/balance?currency=USD")).status).toBe(200);
            const wrong = createTokenManager({ ...options, apiSecret: "wrong" });
            expect(isTokenError(await wrong.getToken().catch((error) => error))).toBe(true);
          });`,
      },
      ["jest@30", "ts-jest@29", "@types/jest@30", "@types/node@24", "typescript@5.9"],
    );
    const jest = ["node_modules/jest/bin/jest.js", "--ci"];
    await run("env", [`ARGUMENT=${argument}`, process.execPath, ...jest]);
    expect(sandbox.exchanges()).toBe(2);
  });
});

/** Implementations of `fetch` and how a project passes each to the manager. */
const IMPLEMENTATIONS = `
import { createTokenManager, type TokenManagerOptions } from "@wakapay/auth-core";
import nodeFetch from "node-fetch";
import * as undici7 from "undici7";
import * as undici8 from "undici8";

const options: TokenManagerOptions = { baseUrl: "https://api.test.wakapay.io", apiKey: "a", apiSecret: "b" };
createTokenManager({ ...options, fetch });
createTokenManager({ ...options, fetch: undici7.fetch });
createTokenManager({ ...options, fetch: undici8.fetch });
createTokenManager({ ...options, fetch: nodeFetch });
createTokenManager({ ...options, fetch: (input, init) => fetch(input, { ...init, keepalive: true }) });
const dispatcher = new undici7.ProxyAgent("http://proxy.example");
createTokenManager({
  ...options,
  fetch: (input: undici7.RequestInfo, init?: undici7.RequestInit) =>
    undici7.fetch(input, { ...init, dispatcher }),
});
// @ts-expect-error: not a function
createTokenManager({ ...options, fetch: "undici" });
`;

it("accepts the types of other implementations of fetch", async () => {
  const { folder, run } = await createProject(
    { "package.json": JSON.stringify({ type: "module" }), "program.ts": IMPLEMENTATIONS },
    ["undici7@npm:undici@7", "undici8@npm:undici@8", "node-fetch@3", "@types/node@24", "typescript@7"],
  );
  const strict = [
    "--strict",
    "--exactOptionalPropertyTypes",
    "--skipLibCheck",
    "--noEmit",
    "--types",
    "node",
  ];
  const compilers = inject("tools").filter(({ name }) => name === "typescript");
  for (const { folder: tool } of [...compilers, { folder }]) {
    for (const lib of ["ES2023", "ES2023,DOM"]) {
      const args = [...strict, "--target", "ES2023", "--module", "nodenext", "--lib", lib, "program.ts"];
      const { stdout } = await run(`${tool}/node_modules/.bin/tsc`, args).catch((error) => error);
      expect(stdout).toBe("");
    }
  }
});
