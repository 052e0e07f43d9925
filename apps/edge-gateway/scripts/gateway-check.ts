import { unstable_readConfig } from "wrangler";
import { readConfig } from "../src/config.ts";
import { Problem } from "../src/problem.ts";

/** What the platform gives a deployed Worker, and a check before the deployment has not got. */
const GIVEN_BY_THE_PLATFORM = {
  TOKEN_BROKER: {} as NonNullable<Env["TOKEN_BROKER"]>,
  WAKAPAY_API_KEY: "set by wrangler secret put",
  WAKAPAY_API_SECRET: "set by wrangler secret put",
};

const DEPLOYED = ["test", "production"];

const chosen = process.argv.slice(2);
if (chosen.some((environment) => !DEPLOYED.includes(environment))) {
  console.error(`Usage: pnpm gateway:check [${DEPLOYED.join("] [")}]`);
  process.exit(2);
}
const environments = chosen.length === 0 ? DEPLOYED : chosen;
const config = new URL("../wrangler.jsonc", import.meta.url).pathname;

let isRight = true;
for (const environment of environments) {
  const faults = faultsOf(environment);
  if (faults.length > 0) isRight = false;
  console.log(faults.length === 0 ? `${environment}: right` : `${environment}:\n  ${faults.join("\n  ")}`);
}
process.exitCode = isRight ? 0 : 1;

/** The faults that the deployed Worker would answer with a 503. */
function faultsOf(environment: string): readonly string[] {
  const { vars } = unstable_readConfig({ config, env: environment }, { hideWarnings: true });
  try {
    readConfig({ ...vars, ...GIVEN_BY_THE_PLATFORM });
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return Array.isArray(error.members["faults"]) ? error.members["faults"] : [error.message];
  }
}
