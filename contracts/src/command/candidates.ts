import { sandboxInWorkerd } from "../targets/sandbox-in-workerd.ts";
import { sandboxOnNode } from "../targets/sandbox-on-node.ts";
import { testEnvironment } from "../targets/test-environment.ts";
import type { Target } from "../verify/target.ts";
import { TARGET_NAMES, type TargetName } from "./command-options.ts";
import { environment } from "./environment.ts";
import { UsageError } from "./usage-error.ts";

/** A provider that can be verified. */
export interface Candidate {
  readonly start: () => Promise<Target>;
  /** Whether its answers must also satisfy the OpenAPI document to the last field, as the sandbox's must. */
  readonly isStrict: boolean;
}

/**
 * The providers with these names, or all. The test environment is one of all where its variables are set; where they
 * are not, `print` says so, because a provider that was not asked must not look like one that held.
 *
 * @throws UsageError where it is named and its variables are not set, or where some of them are missing.
 */
export function candidates(
  names: readonly TargetName[],
  variables: Readonly<Record<string, string | undefined>>,
  print: (text: string) => void,
): Candidate[] {
  const wanted = new Set(names.length > 0 ? names : TARGET_NAMES);
  const found: Candidate[] = [];
  if (wanted.has("node")) found.push({ start: sandboxOnNode, isStrict: true });
  if (wanted.has("workerd")) found.push({ start: sandboxInWorkerd, isStrict: true });
  if (!wanted.has("environment")) return found;
  const configured = environment(variables);
  if (configured) return [...found, { start: async () => testEnvironment(configured), isStrict: false }];
  if (names.includes("environment")) throw new UsageError("--target environment needs its three variables.");
  print("WakaPay's test environment: not verified, no WAKAPAY_ variable is set\n");
  return found;
}
