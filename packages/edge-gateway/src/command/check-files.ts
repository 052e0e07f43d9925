import { join } from "node:path";
import * as v from "valibot";
import { unstable_readConfig } from "wrangler";
import { JsonError, parseJson } from "../policy/parse-json.ts";
import { checkDeployment, type Findings } from "./check-deployment.ts";
import { FileError, policyFileOf, readText } from "./policy-file.ts";

const environmentsSchema = v.record(
  v.string(),
  v.object({ ratelimits: v.optional(v.array(v.object({ name: v.string(), namespace_id: v.string() })), []) }),
);

type Environments = v.InferOutput<typeof environmentsSchema>;

/**
 * Reads `wrangler.jsonc` and the policy of an environment in the gateway's folder, and checks them.
 */
export async function checkFiles(folder: string, environment: string): Promise<Findings> {
  const policyFile = policyFileOf(environment);
  try {
    const wrangler = await readText(folder, "wrangler.jsonc");
    const policy = await readText(folder, policyFile);
    const faults = namespaceFaults(parseEnvironments(wrangler, environment), environment);
    const deployment = readWrangler(join(folder, "wrangler.jsonc"), environment);
    const found = checkDeployment(environment, deployment, policy);
    const named = found.faults.map((fault) => fault.replace(`policies.${environment}`, policyFile));
    return { ...found, faults: [...named, ...faults] };
  } catch (error) {
    if (error instanceof FileError) return { faults: [error.message], warnings: [] };
    throw error;
  }
}

function parseEnvironments(text: string, environment: string): Environments {
  try {
    const { env } = Object(parseJson(text, { isJsonc: true }));
    if (!Object.hasOwn(Object(env), environment))
      throw new FileError(`wrangler.jsonc must contain the environment env.${environment}`);
    const { success, output } = v.safeParse(environmentsSchema, env);
    if (success) return output;
    throw new FileError("wrangler.jsonc must list name and namespace_id of every rate limit in env");
  } catch (error) {
    if (error instanceof JsonError)
      throw new FileError(`wrangler.jsonc is not valid JSONC: ${error.message}`);
    throw error;
  }
}

/**
 * Reads the configuration of an environment as wrangler does. Wrangler's errors can quote the file.
 */
function readWrangler(config: string, env: string) {
  try {
    return unstable_readConfig({ config, env }, { hideWarnings: true });
  } catch {
    throw new FileError(
      `wrangler.jsonc is rejected by wrangler. For details, run: wrangler deploy --dry-run --env ${env}`,
    );
  }
}

/** Rate limits with the same namespace share their counters, also across deployed environments. */
function namespaceFaults(environments: Environments, environment: string): readonly string[] {
  const limits = Object.entries(environments)
    .filter(([name]) => name !== "local")
    .flatMap(([name, { ratelimits }]) => ratelimits.map((limit) => ({ ...limit, environment: name })));
  return limits
    .filter((limit) => limit.environment === environment)
    .filter((limit) => limits.some((other) => other !== limit && other.namespace_id === limit.namespace_id))
    .map(({ name }) => `ratelimits ${name} must have a namespace_id that no other rate limit uses`);
}
