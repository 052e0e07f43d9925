import { fileURLToPath } from "node:url";
import { unstable_readConfig } from "wrangler";
import { deploymentFaults } from "./src/deployment-faults.ts";

const DEPLOYED = ["test", "production"];

const chosen = process.argv.slice(2);
if (chosen.some((environment) => !DEPLOYED.includes(environment))) {
  console.error(`Usage: pnpm gateway:check [${DEPLOYED.join("] [")}]`);
  process.exit(2);
}
const environments = chosen.length === 0 ? DEPLOYED : chosen;
const config = fileURLToPath(import.meta.resolve("../wrangler.jsonc"));

let isRight = true;
for (const environment of environments) {
  const deployment = unstable_readConfig({ config, env: environment }, { hideWarnings: true });
  const faults = deploymentFaults(environment, deployment);
  if (faults.length > 0) isRight = false;
  console.log(faults.length === 0 ? `${environment}: right` : `${environment}:\n  ${faults.join("\n  ")}`);
}
process.exitCode = isRight ? 0 : 1;
