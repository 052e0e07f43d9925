import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkLanguage } from "./src/language/check-language.ts";
import { checkWidth } from "./src/language/check-width.ts";
import { repository } from "./src/workspace/repository.ts";

/**
 * Files whose prose is not ours or shows what the check rejects. Entries that end in `/` are
 * folders.
 */
const EXEMPT = [
  "LICENSE",
  "pnpm-lock.yaml",
  "packages/auth-core/recipes/clients/wakapay-api.ts",
  "packages/auth-core/test/documentation/",
  "packages/sandbox/test/documentation/",
  "scripts/test/language/",
];

const LIST_FILES = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
const files = execFileSync("git", LIST_FILES, { cwd: repository("."), encoding: "utf8" })
  .split("\0")
  .filter((path) => path !== "" && !path.endsWith(".png") && !isIn(EXEMPT, path));

let faults = 0;
for (const path of files) {
  const text = read(path);
  for (const { line, column, found, instead } of [...checkLanguage(path, text), ...checkWidth(path, text)]) {
    faults += 1;
    console.error(`${path}:${line}:${column}: "${found}" → write ${instead}`);
  }
}
if (faults > 0) {
  console.error(`\nFound ${faults} language faults. Put identifiers and values in code font.`);
  process.exitCode = 1;
} else {
  console.log(`Checked the language of ${files.length} files. No faults found.`);
}

function isIn(entries: readonly string[], path: string): boolean {
  return entries.some((entry) => (entry.endsWith("/") ? path.startsWith(entry) : path === entry));
}

function read(path: string): string {
  try {
    return readFileSync(repository(path), "utf8");
  } catch {
    return ""; // The file is deleted in the working tree but still in the index.
  }
}
