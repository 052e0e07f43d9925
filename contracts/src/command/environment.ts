import type { TestEnvironment } from "../targets/test-environment.ts";
import { UsageError } from "./usage-error.ts";

const NAMES = ["WAKAPAY_BASE_URL", "WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"] as const;

/**
 * The test environment that the process's variables name; undefined where they name none.
 *
 * @throws UsageError where only some of the three are set: that is a mistake, and never a wish to verify less.
 */
export function environment(
  variables: Readonly<Record<string, string | undefined>>,
): TestEnvironment | undefined {
  const [baseUrl, apiKey, apiSecret] = NAMES.map((name) => variables[name]);
  if (baseUrl && apiKey && apiSecret) return { baseUrl: baseUrl.replace(/\/$/, ""), apiKey, apiSecret };
  if (!baseUrl && !apiKey && !apiSecret) return undefined;
  throw new UsageError(
    `Not set: ${NAMES.filter((name) => !variables[name]).join(", ")}. Set all three, or none.`,
  );
}
