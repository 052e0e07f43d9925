import { type Command, json } from "@wakapay/command";
import { describeFindings } from "./describe-findings.ts";

const DEPLOYED = ["test", "production"];

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
    const unknown = flags.positionals.find((environment) => !DEPLOYED.includes(environment));
    if (unknown !== undefined) {
      throw new TypeError(`The environment must be ${DEPLOYED.join(" or ")} (got "${unknown}").`);
    }
    const { checkFiles } = await import("./check-files.ts"); // Loads wrangler, which is slow.
    const checked = [];
    for (const environment of flags.positionals.length === 0 ? DEPLOYED : flags.positionals) {
      const findings = await checkFiles(process.cwd(), environment);
      checked.push({ environment, ...findings });
      if (!flags.valueOf(json)) print(describeFindings(environment, findings).join("\n"));
    }
    if (flags.valueOf(json)) print(JSON.stringify(checked));
    return checked.some(({ faults }) => faults.length > 0) ? 1 : 0;
  },
};
