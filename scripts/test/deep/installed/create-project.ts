import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../../src/workspace/repository.ts";

/** A folder outside the repository with packages that npm or pnpm installed. */
export interface Project {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs a command in the folder. Rejects with its output if the command fails. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Output>;
  remove(): Promise<void>;
}

/** Options of {@link Project.run}. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** How each package manager adds packages to a project. */
const ADD = {
  npm: ["install", "--no-audit", "--no-fund", "--loglevel=error"],
  // Tools of these tests, such as esbuild, have build scripts. The published packages have none.
  pnpm: ["add", "--config.dangerously-allow-all-builds=true"],
} as const;

export type PackageManager = keyof typeof ADD;

/**
 * Creates a {@link Project}, and installs the tarballs and then the tools. The project is a copy of
 * the template, or empty.
 */
export async function createProject(
  manager: PackageManager,
  tarballs: readonly string[],
  tools: readonly string[],
  template?: string,
): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), `wakapay-${manager}-`));
  const run: Project["run"] = (command, args, { cwd = ".", env = {} } = {}) =>
    promisify(execFile)(command, args, { cwd: join(folder, cwd), env: { ...cleanEnvironment(), ...env } });
  const write: Project["write"] = async (files) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  if (template === undefined) await write({ "package.json": '{ "name": "project", "private": true }' });
  else await cp(template, folder, { recursive: true });
  if (manager === "pnpm") await write({ "pnpm-workspace.yaml": overrides(tarballs) });
  await run(manager, manager === "pnpm" ? ["add", ...tarballs] : [...ADD.npm, ...tarballs]);
  const versions = await catalog();
  if (tools.length > 0)
    await run(manager, [...ADD[manager], ...tools.map((name) => versioned(name, versions))]);
  return { folder, run, write, remove: () => rm(folder, { recursive: true }) };
}

/** pnpm looks for a package on npm that another tarball depends on, unless it is overridden. */
function overrides(tarballs: readonly string[]): string {
  const lines = tarballs.map((path) => {
    const name = basename(path).replace(/^wakapay-(.*)-\d+\.\d+\.\d+.*$/, "@wakapay/$1");
    return `  "${name}": "file:${path}"\n`;
  });
  return `overrides:\n${lines.join("")}`;
}

/** Returns the environment without the variables that the test runner and pnpm add. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const added = /^(?:NODE_ENV|VITEST.*|pnpm_config_.*|npm_package_.*|npm_lifecycle_.*|WAKAPAY_.*)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
}

/** Returns the versions of the workspace's catalog. */
async function catalog(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(repository("pnpm-workspace.yaml"), "utf8");
  const entries = text.slice(text.indexOf("\ncatalog:")).matchAll(/^ {2}"?([^":]+)"?: (\S+)$/gm);
  return new Map([...entries].map(([, name = "", version = ""]) => [name, version]));
}

function versioned(name: string, versions: ReadonlyMap<string, string>): string {
  const version = versions.get(name);
  return version === undefined ? name : `${name}@${version}`;
}
