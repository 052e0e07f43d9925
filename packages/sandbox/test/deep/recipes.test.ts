import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type ServedSandbox, type ServeOptions, serve } from "../../src/serve.ts";
import { credentials } from "../forms/form.ts";

// Together they need 400 MB, so only this test installs them.
const TOOLS = ["@usebruno/cli@4.1.0", "newman@6.2.2", "httpyac@6.16.7"];
const recipes = fileURLToPath(new URL("../../recipes", import.meta.url));

/** A folder with the tools and a copy of the recipes. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-recipes-"));
  await writeFile(join(folder, "package.json"), "{}");
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)("npm", ["install", ...flags, ...TOOLS], { cwd: folder });
  await cp(recipes, join(folder, "recipes"), { recursive: true });
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

async function start(options: Partial<ServeOptions> = {}): Promise<ServedSandbox> {
  const sandbox = await serve({ credentials: [credentials], ...options });
  onTestFinished(sandbox.close);
  return sandbox;
}

/** Runs a tool in the folder of the recipes. Returns its exit code and output. */
async function run(sandbox: ServedSandbox, cwd: string, tool: string, args: readonly string[]) {
  const child = promisify(execFile)(process.execPath, [join(folder, "node_modules/.bin", tool), ...args], {
    cwd: join(folder, "recipes", cwd),
    env: {
      ...process.env,
      NO_PROXY: "127.0.0.1",
      WAKAPAY_BASE_URL: sandbox.url,
      WAKAPAY_API_KEY: credentials.apiKey,
      WAKAPAY_API_SECRET: credentials.apiSecret,
    },
  });
  return await child.then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code: Number(code), stdout: String(stdout) }),
  );
}

/** `balances` sends the balance request three times, and `all` each request once. */
const tools = [
  {
    name: "the Bruno collection",
    balances: (sandbox: ServedSandbox) =>
      run(sandbox, "bruno", "bru", ["run", "get-balance.bru", "--env=sandbox", "--iteration-count=3"]),
    all: (sandbox: ServedSandbox) => run(sandbox, "bruno", "bru", ["run", "--env=sandbox"]),
  },
  {
    name: "the Postman collection",
    balances: (sandbox: ServedSandbox) => newman(sandbox, ["--iteration-count=3", "--folder=Get a balance"]),
    all: (sandbox: ServedSandbox) => newman(sandbox, []),
  },
  {
    name: "the .http file",
    balances: async (sandbox: ServedSandbox) => {
      const text = await readFile(join(folder, "recipes/wakapay.http"), "utf8");
      const [variables = "", balance = ""] = text.split(/^(?=###)/m);
      const copies = [1, 2, 3].map((number) => balance.replace("@name balance", `@name balance${number}`));
      await writeFile(join(folder, "recipes/three.http"), [variables, ...copies].join(""));
      return run(sandbox, ".", "httpyac", ["send", "three.http", "--all"]);
    },
    all: (sandbox: ServedSandbox) => run(sandbox, ".", "httpyac", ["send", "wakapay.http", "--all"]),
  },
];

function newman(sandbox: ServedSandbox, args: readonly string[]) {
  const variables = { baseUrl: sandbox.url, ...credentials };
  const flags = Object.entries(variables).map(([name, value]) => `--env-var=${name}=${value}`);
  return run(sandbox, ".", "newman", ["run", "postman.json", ...flags, ...args]);
}

describe.each(tools)("$name", ({ balances, all }) => {
  test("makes one exchange for three requests", async () => {
    const sandbox = await start();
    expect(await balances(sandbox)).toMatchObject({ code: 0 });
    expect(sandbox.journal().map(({ outcome }) => outcome)).toEqual([
      "token issued",
      "authorized",
      "authorized",
      "authorized",
    ]);
  });

  test("renews a token that expires in a minute", async () => {
    const sandbox = await start({ lifetimeSeconds: 60 });
    expect(await balances(sandbox)).toMatchObject({ code: 0 });
    expect(sandbox.exchanges()).toBe(3);
  });

  test("fails on a 401, and gets a new token for the next request", async () => {
    const sandbox = await start();
    sandbox.fault({ route: "business", status: 401, times: 1 });
    expect((await balances(sandbox)).code).not.toBe(0);
    expect(sandbox.journal().map(({ outcome }) => outcome)).toEqual([
      "token issued",
      "scripted fault",
      "token issued",
      "authorized",
      "authorized",
    ]);
  });

  test("sends every documented request", async () => {
    const sandbox = await start();
    expect(await all(sandbox)).toMatchObject({ code: 0 });
    const requests = sandbox.journal().map(({ method, path, status }) => `${method} ${path} ${status}`);
    expect(new Set(requests)).toEqual(new Set(["POST /business/auth 200", "GET /business/balance 200"]));
  });

  test("fails with wrong credentials", async () => {
    const sandbox = await start({ credentials: [{ ...credentials, apiSecret: "another" }] });
    expect((await balances(sandbox)).code).not.toBe(0);
    expect(sandbox.journal().some(({ outcome }) => outcome === "invalid credentials")).toBe(true);
  });
});
