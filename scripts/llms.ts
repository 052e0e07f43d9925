import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { INDEX, llmsText, missingPages } from "./src/workspace/llms.ts";
import { repository } from "./src/workspace/repository.ts";

const read = (path: string) => readFileSync(repository(path), "utf8");
const text = llmsText(read("README.md"), read(INDEX));

if (!process.argv.includes("--check")) {
  writeFileSync(repository("llms.txt"), text);
} else {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: repository("."), encoding: "utf8" });
  const pages = files.split("\0").filter((file) => existsSync(repository(file)));
  const missing = missingPages(read(INDEX), pages);
  if (missing.length > 0) fail(`List these pages in ${INDEX}: ${missing.join(", ")}.`);
  if (read("llms.txt") !== text) fail(`llms.txt does not match ${INDEX}. Run "npx -y pnpm@12 format".`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
