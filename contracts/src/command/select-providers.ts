import { startSandboxInWorkerd } from "../targets/sandbox-in-workerd.ts";
import { startSandboxOnNode } from "../targets/sandbox-on-node.ts";
import { createTestEnvironment } from "../targets/test-environment.ts";
import type { Target } from "../verify/target.ts";
import { TARGET_NAMES, type TargetName } from "./command-options.ts";
import { readEnvironment } from "./read-environment.ts";
import { UsageError } from "./usage-error.ts";

/** A provider that can be started and verified. */
export interface Provider {
  readonly start: () => Promise<Target>;
  /** Whether every field of its responses must be documented, as those of the sandbox must be. */
  readonly isStrict: boolean;
}

/**
 * Returns the providers with these names, or all if there are no names. If the variables of the
 * test environment are not set, it is left out and `print` says so.
 *
 * Throws a {@link UsageError} if the environment is named and its variables are not set, or if only
 * some of them are set.
 */
export function selectProviders(
  names: readonly TargetName[],
  variables: Readonly<Record<string, string | undefined>>,
  print: (text: string) => void,
): Provider[] {
  const selected = new Set(names.length > 0 ? names : TARGET_NAMES);
  const providers: Provider[] = [];
  if (selected.has("node")) providers.push({ start: startSandboxOnNode, isStrict: true });
  if (selected.has("workerd")) providers.push({ start: startSandboxInWorkerd, isStrict: true });
  if (!selected.has("environment")) return providers;
  const environment = readEnvironment(variables);
  if (environment) {
    return [...providers, { start: async () => createTestEnvironment(environment), isStrict: false }];
  }
  if (names.includes("environment")) {
    throw new UsageError(
      "--target environment requires WAKAPAY_BASE_URL, WAKAPAY_API_KEY, and WAKAPAY_API_SECRET.",
    );
  }
  print("WakaPay's test environment: not verified, because no WAKAPAY_ variable is set\n");
  return providers;
}
