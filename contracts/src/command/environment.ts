import type { TestEnvironment } from "../targets/test-environment.ts";
import { UsageError } from "./usage-error.ts";

const NAMES = ["WAKAPAY_BASE_URL", "WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"] as const;

/**
 * The test environment that the process's variables name; undefined where they name none.
 *
 * @throws UsageError where only some of the three are set, which is a mistake and never a wish to verify less, and where
 * the secret would leave over `http:`; on loopback it may.
 */
export function environment(
  variables: Readonly<Record<string, string | undefined>>,
): TestEnvironment | undefined {
  const [baseUrl, apiKey, apiSecret] = NAMES.map((name) => variables[name]);
  if (baseUrl && apiKey && apiSecret) return { baseUrl: checked(baseUrl), apiKey, apiSecret };
  if (!baseUrl && !apiKey && !apiSecret) return undefined;
  throw new UsageError(
    `Not set: ${NAMES.filter((name) => !variables[name]).join(", ")}. Set all three, or none.`,
  );
}

function checked(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  if (url === null) throw new UsageError("WAKAPAY_BASE_URL is not a URL.");
  const isLoopback = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !isLoopback) throw new UsageError("WAKAPAY_BASE_URL is not https:.");
  return baseUrl.replace(/\/$/, "");
}
