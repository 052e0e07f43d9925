import { isLoopback } from "../relay/is-loopback.ts";
import type { TestEnvironment } from "../targets/test-environment.ts";
import { UsageError } from "./usage-error.ts";

const NAMES = ["WAKAPAY_BASE_URL", "WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"] as const;

/**
 * Reads the test environment from the process's variables. Returns `undefined` if none is set.
 *
 * Throws a {@link UsageError} if only some of the three variables are set, or if the base URL is
 * not an https origin. A loopback host may use http.
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): TestEnvironment | undefined {
  const [baseUrl, apiKey, apiSecret] = NAMES.map((name) => variables[name]);
  for (const name of NAMES) {
    if (variables[name] === variables[name]?.trim()) continue;
    throw new UsageError(`${name} must not start or end with white space.`);
  }
  if (baseUrl && apiKey && apiSecret) return { baseUrl: checkBaseUrl(baseUrl), apiKey, apiSecret };
  if (!baseUrl && !apiKey && !apiSecret) return undefined;
  const missing = NAMES.filter((name) => !variables[name]).join(", ");
  throw new UsageError(`Set all three WAKAPAY_ variables or none. Missing: ${missing}.`);
}

function checkBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw new UsageError("WAKAPAY_BASE_URL must be an absolute URL.");
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("WAKAPAY_BASE_URL must not contain a user or password.");
  }
  if (url.pathname !== "/" || /[?#]/.test(text)) {
    throw new UsageError("WAKAPAY_BASE_URL must not contain a path, query, or fragment.");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new UsageError("WAKAPAY_BASE_URL must use https.");
  }
  return url.origin;
}
