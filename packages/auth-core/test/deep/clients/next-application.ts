import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { packPackage } from "../../package/pack-package.ts";

/** A Next.js application that was installed and built outside the workspace. */
export interface NextApplication {
  /** Starts it with the environment variables of this process, on a free port. */
  start(): Promise<StartedApplication>;
  remove(): Promise<void>;
}

interface StartedApplication {
  readonly url: string;
  stop(): Promise<unknown>;
}

const RECIPE = fileURLToPath(new URL("../../../recipes/clients/next", import.meta.url));
const NEXT = "node_modules/next/dist/bin/next";
const COMPILER_OPTIONS = {
  module: "esnext",
  moduleResolution: "bundler",
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** The environment of a build has no credentials, as in most pipelines. */
const BUILD_ENVIRONMENT = {
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  NEXT_TELEMETRY_DISABLED: "1",
};

/** Installs a version of Next.js and the packed package, and builds the recipe with more files. */
export async function buildNextApplication(
  version: string,
  files: Readonly<Record<string, string>>,
): Promise<NextApplication> {
  const pack = await packPackage();
  const folder = await mkdtemp(join(tmpdir(), "next-"));
  const remove = async () => {
    await Promise.all([pack.remove(), rm(folder, { recursive: true, force: true })]);
  };
  const react = Number.parseInt(version, 10) < 15 ? 18 : 19;
  const packages = [
    `next@${version}`,
    ...["react", "react-dom", "@types/react"].map((name) => `${name}@${react}`),
    "@types/node@24",
    "typescript@5.9",
  ];
  try {
    await cp(RECIPE, folder, { recursive: true });
    const written = {
      "package.json": JSON.stringify({ type: "module" }),
      "tsconfig.json": JSON.stringify({ compilerOptions: COMPILER_OPTIONS }),
      // `pnpm typecheck` checks the types of the recipe.
      "next.config.mjs": "export default { typescript: { ignoreBuildErrors: true } };\n",
      ...files,
    };
    for (const [name, content] of Object.entries(written)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const install = ["install", "--no-audit", "--no-fund", "--loglevel=error", pack.tarball, ...packages];
    await promisify(execFile)("npm", install, { cwd: folder });
    const build = { cwd: folder, env: BUILD_ENVIRONMENT };
    await promisify(execFile)(process.execPath, [NEXT, "build"], build);
  } catch (error) {
    await remove();
    throw error;
  }
  return { start: () => startIn(folder), remove };
}

async function startIn(folder: string): Promise<StartedApplication> {
  const args = [NEXT, "start", "--port", "0", "--hostname", "127.0.0.1"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let output = "";
  child.stderr.on("data", (text) => {
    output += text;
  });
  for await (const text of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    output += text;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    if (url === undefined || !output.includes("Ready")) continue;
    child.stdout.resume();
    const stop = () => {
      child.kill("SIGKILL");
      return exited;
    };
    return { url, stop };
  }
  throw new Error(`Next.js ended before it was ready: ${output}`);
}
