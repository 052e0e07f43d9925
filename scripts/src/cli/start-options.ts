import { parseArgs } from "node:util";

/** The help text of `pnpm start`. */
export const USAGE = `Usage: npx -y pnpm@12 start [--gateway-port <port>] [--sandbox-port <port>] [--verbose]

Both servers listen on 127.0.0.1.

  --gateway-port <port>  Port of the gateway. 0 picks a free port. Default: GATEWAY_PORT or 8787
  --sandbox-port <port>  Port of the sandbox. 0 picks a free port. Default: SANDBOX_PORT or 4010
  --verbose              Print all output of both servers, including their startup
  -h, --help             Print this help`;

/** Options of `pnpm start`. */
export interface StartOptions {
  readonly gatewayPort: number;
  readonly sandboxPort: number;
  readonly verbose: boolean;
  readonly help: boolean;
}

/**
 * Parses flags and environment variables. A flag overrides its variable.
 *
 * Throws an `Error` that names the flag or variable if a value is not valid.
 */
export function parseStartOptions(
  args: readonly string[],
  env: { readonly GATEWAY_PORT?: string | undefined; readonly SANDBOX_PORT?: string | undefined },
): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "gateway-port": { type: "string" },
      "sandbox-port": { type: "string" },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const gatewayPort =
    parsePort("--gateway-port", values["gateway-port"]) ??
    parsePort("GATEWAY_PORT", env.GATEWAY_PORT) ??
    8787;
  const sandboxPort =
    parsePort("--sandbox-port", values["sandbox-port"]) ??
    parsePort("SANDBOX_PORT", env.SANDBOX_PORT) ??
    4010;
  if (gatewayPort === sandboxPort && gatewayPort !== 0)
    throw new Error(`The gateway and the sandbox must use different ports (got ${gatewayPort} for both).`);
  return { gatewayPort, sandboxPort, verbose: values.verbose, help: values.help };
}

function parsePort(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`${name} must be a number between 0 and 65535 (got ${JSON.stringify(text)}).`);
}
