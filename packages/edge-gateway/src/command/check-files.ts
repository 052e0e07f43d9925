import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { checkDeployment } from "./check-deployment.ts";
import { type Environments, namesOf, readEnvironments } from "./environments.ts";
import type { CheckedEnvironment, Findings } from "./findings.ts";
import { FileError, faultsOf, readPolicyFile } from "./policy-file.ts";

/**
 * Checks the environments of the gateway in a folder, and their policies: those that are named, or
 * all. Throws a `TypeError` if a name is unknown.
 */
export async function checkFiles(
  folder: string,
  names: readonly string[],
): Promise<readonly CheckedEnvironment[]> {
  const environments = await readEnvironments(folder).catch(faultsOf);
  if ("faults" in environments) return [{ environment: "every environment", ...environments }];
  const checked: CheckedEnvironment[] = [];
  for (const environment of namesOf(environments, names)) {
    const findings = await checkEnvironment(folder, environment, environments).catch(faultsOf);
    checked.push({ environment, ...findings });
  }
  return checked;
}

async function checkEnvironment(
  folder: string,
  environment: string,
  environments: Environments,
): Promise<Findings> {
  const policy = await readPolicyFile(folder, environment);
  const deployment = readWrangler(folder, environments.get(environment)?.env ?? "");
  const found = checkDeployment(environment, deployment, policy.text);
  const named = found.faults.map((fault) => fault.replace(`policies.${environment}`, policy.name));
  return { ...found, faults: [...named, ...namespaceFaults(environments, environment)] };
}

/**
 * Reads the configuration of an environment as wrangler does. Wrangler's errors can quote the file.
 */
function readWrangler(folder: string, env: string) {
  try {
    return unstable_readConfig({ config: join(folder, "wrangler.jsonc"), env }, { hideWarnings: true });
  } catch {
    const option = env === "" ? "" : ` --env ${env}`;
    throw new FileError(
      `wrangler.jsonc is rejected by wrangler. For details, run: npx wrangler deploy --dry-run${option}`,
    );
  }
}

/** Rate limits with the same namespace share their counters, also across environments. */
function namespaceFaults(environments: Environments, environment: string): readonly string[] {
  const limits = [...environments].flatMap(([name, { ratelimits }]) =>
    ratelimits.map((limit) => ({ ...limit, environment: name })),
  );
  return limits
    .filter((limit) => limit.environment === environment)
    .filter((limit) => limits.some((other) => other !== limit && other.namespace_id === limit.namespace_id))
    .map(({ name }) => `ratelimits ${name} must have a namespace_id that no other rate limit uses`);
}
