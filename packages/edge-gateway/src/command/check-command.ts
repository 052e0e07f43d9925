import { type Command, json } from "@wakapay/command";
import { checkLocal } from "./check-local.ts";
import { describeFindings } from "./describe-findings.ts";
import { LOCAL } from "./environments.ts";
import type { CheckedEnvironment } from "./findings.ts";

/** `wakapay-gateway check` finds the faults of a deployment. */
export const checkCommand: Command = {
  name: "wakapay-gateway check",
  invocation: "npx @wakapay/edge-gateway check",
  usage: ["[options] [environment...]"],
  summary: "Checks wrangler.jsonc and the policy of each environment, or of those that you name.",
  variablePrefix: "WAKAPAY_GATEWAY_CHECK",
  flags: [json],
  details: `The policy of an environment is policy/<environment>.json, or policy.json if that file does not exist.
The environment local is never deployed: check local checks only its policy. In the build hook of
wrangler.jsonc, the command stops a deployment that has a fault. For wrangler dev, it checks the
policy of local, and always exits with 0.

Exit codes: 0 if there is no fault, 1 if there is one, 2 for invalid arguments.`,
  takesPositionals: true,
  async run(flags, { variables, print }) {
    const wranglerCommand = variables["WRANGLER_COMMAND"];
    if (wranglerCommand === "types") return 0;
    const isDev = wranglerCommand === "dev";
    const checked = await checkAll(process.cwd(), isDev ? [LOCAL] : flags.positionals);
    if (flags.valueOf(json)) print(JSON.stringify(checked));
    else print(checked.flatMap(describeFindings).join("\n"));
    return !isDev && checked.some(({ faults }) => faults.length > 0) ? 1 : 0;
  },
};

async function checkAll(folder: string, names: readonly string[]): Promise<readonly CheckedEnvironment[]> {
  const local = names.includes(LOCAL) ? await checkLocal(folder) : [];
  const deployed = names.filter((name) => name !== LOCAL);
  if (local.length > 0 && deployed.length === 0) return local;
  const { checkFiles } = await import("./check-files.ts"); // Loads wrangler, which is slow.
  return [...local, ...(await checkFiles(folder, deployed))];
}
