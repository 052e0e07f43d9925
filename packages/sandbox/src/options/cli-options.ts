import { parseArgs } from "node:util";
import type { ServeOptions } from "../serve.ts";
import { type CredentialsEnvironment, environmentCredentials } from "./environment.ts";

/**
 * What the arguments and the environment of `wakapay-sandbox` ask for; undefined where they ask for help.
 *
 * Throws a `TypeError` whose message is meant for the person at the terminal.
 */
export function cliOptions(
  args: readonly string[],
  environment: CredentialsEnvironment,
): ServeOptions | undefined {
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
    port: readNumber("--port", values.port),
    host: values.host,
    lifetimeSeconds: readNumber("--lifetime", values.lifetime),
    singleLiveToken: values["single-live-token"],
    credentials: environmentCredentials(environment),
  };
}

function readNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new TypeError(`${option} takes a whole number.`);
}
