import { fileURLToPath } from "node:url";
import { checkFiles } from "./src/check-files.ts";
import { describeFindings } from "./src/describe-findings.ts";

const DEPLOYED = ["test", "production"];

const selected = process.argv.slice(2);
if (selected.some((environment) => !DEPLOYED.includes(environment))) {
  console.error(`Usage: npx -y pnpm@12 gateway:check [${DEPLOYED.join("] [")}]`);
  process.exit(2);
}

for (const environment of selected.length === 0 ? DEPLOYED : selected) {
  const findings = await checkFiles(fileURLToPath(import.meta.resolve("../")), environment);
  console.log(describeFindings(environment, findings).join("\n"));
  if (findings.faults.length > 0) process.exitCode = 1;
}
