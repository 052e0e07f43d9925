import { fileURLToPath } from "node:url";
import { unstable_readConfig } from "wrangler";
import { deploymentFaults } from "./src/deployment-faults.ts";

const DEPLOYED = ["test", "production"];

const selected = process.argv.slice(2);
if (selected.some((environment) => !DEPLOYED.includes(environment))) {
  console.error(`Usage: pnpm gateway:check [${DEPLOYED.join("] [")}]`);
  process.exit(2);
}
const environments = selected.length === 0 ? DEPLOYED : selected;
const config = fileURLToPath(import.meta.resolve("../wrangler.jsonc"));

for (const environment of environments) {
  const deployment = unstable_readConfig({ config, env: environment }, { hideWarnings: true });
  const faults = deploymentFaults(environment, deployment);
  console.log(faults.length === 0 ? `${environment}: ok` : `${environment}:\n  ${faults.join("\n  ")}`);
  if (faults.length > 0) process.exitCode = 1;
}
