import { type Command, json } from "@wakapay/command";
import { describeFindings } from "./describe-findings.ts";

/** Wrangler's commands that run the `build` hook and upload nothing. */
const UPLOADS_NOTHING = ["dev", "types"];

/** `wakapay-gateway check` finds the faults of a deployment. */
export const checkCommand: Command = {
  name: "wakapay-gateway check",
  invocation: "npx @wakapay/edge-gateway check",
  usage: ["[options] [environment...]"],
  summary: "Checks wrangler.jsonc and the policy of each environment, or of those that you name.",
  variablePrefix: "WAKAPAY_GATEWAY_CHECK",
  flags: [json],
  details: `The policy of an environment is policy/<environment>.json, or policy.json if that file does not exist.
The environment local is never deployed and not checked. In the build hook of wrangler.jsonc, the
command stops a deployment that has a fault, and lets wrangler dev start.

Exit codes: 0 if there is no fault, 1 if there is one, 2 for invalid arguments.`,
  takesPositionals: true,
  async run(flags, { variables, print }) {
    if (UPLOADS_NOTHING.includes(variables["WRANGLER_COMMAND"] ?? "")) return 0;
    const { checkFiles } = await import("./check-files.ts"); // Loads wrangler, which is slow.
    const checked = await checkFiles(process.cwd(), flags.positionals);
    if (flags.valueOf(json)) print(JSON.stringify(checked));
    else print(checked.flatMap(describeFindings).join("\n"));
    return checked.some(({ faults }) => faults.length > 0) ? 1 : 0;
  },
};
