import { parseArgs } from "node:util";
import type { Credentials } from "./credentials.ts";
import { type CredentialsEnvironment, environmentCredentials } from "./environment-credentials.ts";
import { hostSchema } from "./listen-options.ts";
import { parse } from "./parse.ts";
import { lifetimeRange } from "./sandbox-options.ts";

/** What a command line of the sandbox configures. */
export interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly lifetimeSeconds: number;
  readonly singleLiveToken: boolean;
  readonly credentials: readonly Credentials[];
}

/**
 * Parses the command line and environment variables. Returns `undefined` for `--help`.
 *
 * Throws a `TypeError` with a message for the terminal.
 */
export function parseCli(
  args: readonly string[],
  environment: CredentialsEnvironment,
): CliOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      lifetime: { type: "string", default: "3600" },
      "single-live-token": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    port: parseNumber("--port", values.port, 0, 65_535),
    host: parse(hostSchema, values.host, "--host"),
    lifetimeSeconds: parseNumber("--lifetime", values.lifetime, ...lifetimeRange),
    singleLiveToken: values["single-live-token"],
    credentials: environmentCredentials(environment),
  };
}

function parseNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new TypeError(`\`${option}\` must be a whole number from ${min} to ${max} (got "${text}").`);
}
