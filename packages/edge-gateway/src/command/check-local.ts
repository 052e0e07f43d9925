import { parsePolicy } from "../policy/policy.ts";
import { LOCAL, readEnvironments } from "./environments.ts";
import type { CheckedEnvironment, Findings } from "./findings.ts";
import { faultsOf, readPolicyFile } from "./policy-file.ts";
import { policyFindings } from "./policy-findings.ts";

/**
 * Checks what the environment `local` needs: its policy. Without a file of its own, its policy is
 * one of the other environments, so all of them are checked.
 */
export async function checkLocal(folder: string): Promise<readonly CheckedEnvironment[]> {
  const isOwn = await readPolicyFile(folder, LOCAL).then(
    () => true,
    () => false,
  );
  const others = isOwn ? [] : [...(await readEnvironments(folder).catch(() => new Map())).keys()];
  if (others.length === 0) return [{ environment: LOCAL, ...(await checkPolicy(folder, LOCAL)) }];
  return Promise.all(
    others.map(async (name) => ({
      environment: `${LOCAL}, policy of ${name}`,
      ...(await checkPolicy(folder, name)),
    })),
  );
}

async function checkPolicy(folder: string, environment: string): Promise<Findings> {
  try {
    const { name, text } = await readPolicyFile(folder, environment);
    const policy = parsePolicy(text, name);
    if ("faults" in policy) return { faults: policy.faults, warnings: [] };
    return policyFindings([...policy.callers.values()], Date.now());
  } catch (error) {
    return faultsOf(error);
  }
}
