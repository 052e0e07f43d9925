import { type Command, json } from "@wakapay/command";
import { DEPLOYED, environmentsOf } from "./deployed-environments.ts";
import { describeFindings } from "./describe-findings.ts";

/** `wakapay-gateway check` finds the faults of a deployment. */
export const checkCommand: Command = {
  name: "wakapay-gateway check",
  invocation: "npx @wakapay/edge-gateway check",
  usage: [`[options] [${DEPLOYED.join("] [")}]`],
  summary: "Checks the policy and wrangler.jsonc of each environment, or of those that you name.",
  variablePrefix: "WAKAPAY_GATEWAY_CHECK",
  flags: [json],
  details: "Exit codes: 0 if there is no fault, 1 if there is one, 2 for invalid arguments.",
  takesPositionals: true,
  async run(flags, { print }) {
    const environments = environmentsOf(flags.positionals);
    const { checkFiles } = await import("./check-files.ts"); // Loads wrangler, which is slow.
    const checked = [];
    for (const environment of environments) {
      const findings = await checkFiles(process.cwd(), environment);
      checked.push({ environment, ...findings });
      if (!flags.valueOf(json)) print(describeFindings(environment, findings).join("\n"));
    }
    if (flags.valueOf(json)) print(JSON.stringify(checked));
    return checked.some(({ faults }) => faults.length > 0) ? 1 : 0;
  },
};
