import { readFileSync, writeFileSync } from "node:fs";
import { INDEX, llmsText } from "./src/workspace/llms.ts";
import { repository } from "./src/workspace/repository.ts";

const read = (path: string) => readFileSync(repository(path), "utf8");
const text = llmsText(read("README.md"), read(INDEX));

if (!process.argv.includes("--check")) {
  writeFileSync(repository("llms.txt"), text);
} else if (read("llms.txt") !== text) {
  console.error('Run "npx -y pnpm@12 format": llms.txt does not match docs/README.md.');
  process.exitCode = 1;
}
