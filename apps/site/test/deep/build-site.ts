import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the built site. */
    site: string;
    /** The path of Chromium, or an empty text. */
    chromium: string;
  }
}

const FOLDER = join(import.meta.dirname, "../..");
const CHROMIUM = "/usr/bin/chromium";

/** Builds the site, which fails if a page links to a page that does not exist. */
export function setup(project: TestProject): () => void {
  execFileSync("pnpm", ["run", "build:site"], { cwd: FOLDER, stdio: "pipe" });
  const chromium = existsSync(CHROMIUM) ? CHROMIUM : "";
  project.provide("site", join(FOLDER, "dist/site"));
  project.provide("chromium", chromium);
  return () => {
    if (chromium === "") process.stderr.write("not run: the site in Chromium (apt-get install chromium)\n");
  };
}
