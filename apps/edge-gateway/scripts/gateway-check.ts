import { fileURLToPath } from "node:url";
import { checkFiles } from "./src/check-files.ts";

const DEPLOYED = ["test", "production"];

const selected = process.argv.slice(2);
if (selected.some((environment) => !DEPLOYED.includes(environment))) {
  console.error(`Usage: npx -y pnpm@12 gateway:check [${DEPLOYED.join("] [")}]`);
  process.exit(2);
}

for (const environment of selected.length === 0 ? DEPLOYED : selected) {
  const { faults, warnings } = await checkFiles(fileURLToPath(import.meta.resolve("../")), environment);
  console.log(faults.length === 0 ? `${environment}: ok` : `${environment}:\n  ${faults.join("\n  ")}`);
  for (const warning of warnings) console.log(`  warning: ${warning}`);
  if (faults.length > 0) process.exitCode = 1;
}
