import * as v from "valibot";
import { type Credentials, secretText } from "./credentials.ts";
import { parse } from "./parse.ts";
import type { SandboxOptions } from "./sandbox-options.ts";

/** The environment variables or Worker bindings that hold the credentials. */
export interface CredentialsEnvironment {
  /** The API key that the sandbox accepts. Any value of your choice. */
  readonly WAKAPAY_API_KEY?: string | undefined;
  /** The API secret that the sandbox accepts. Any value of your choice. */
  readonly WAKAPAY_API_SECRET?: string | undefined;
}

/**
 * Reads the credentials. If neither variable is set, and the scenario has credentials, returns
 * `undefined`. Throws a `TypeError` that names each missing or invalid variable.
 */
export function environmentCredentials(
  environment: CredentialsEnvironment,
  scenario: SandboxOptions["scenario"],
): Credentials[] | undefined {
  const { WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret } = environment;
  if (!apiKey && !apiSecret && typeof scenario === "object" && scenario.credentials) return undefined;
  if (!apiKey || !apiSecret) {
    const missing = [...(apiKey ? [] : ["WAKAPAY_API_KEY"]), ...(apiSecret ? [] : ["WAKAPAY_API_SECRET"])];
    throw new TypeError(
      `Set ${missing.join(" and ")} to the ${missing.length === 1 ? "value" : "values"} that the sandbox should accept.`,
    );
  }
  parse(environmentSchema, environment, "environment");
  return [{ apiKey, apiSecret }];
}

const environmentSchema = v.object({ WAKAPAY_API_KEY: secretText, WAKAPAY_API_SECRET: secretText });
