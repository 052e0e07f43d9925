import { parseArgs } from "node:util";

/** How `pnpm start` is called. */
export const USAGE = `Usage: npx -y pnpm@12 start [--gateway-port <port>] [--sandbox-port <port>] [--verbose]

  --gateway-port <port>  where the gateway listens, on 127.0.0.1 (default: GATEWAY_PORT or 8787; 0 takes a free one)
  --sandbox-port <port>  where the sandbox listens, on 127.0.0.1 (default: SANDBOX_PORT or 4010; 0 takes a free one)
  --verbose              show all that the two print, from their start on
  --help                 show this`;

/** What `pnpm start` was asked for. */
export interface StartOptions {
  readonly gatewayPort: number;
  readonly sandboxPort: number;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** Reads flags and environment; a flag wins. Throws an error whose message says what was expected and what came. */
export function startOptions(
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
    port("--gateway-port", values["gateway-port"]) ?? port("GATEWAY_PORT", env.GATEWAY_PORT) ?? 8787;
  const sandboxPort =
    port("--sandbox-port", values["sandbox-port"]) ?? port("SANDBOX_PORT", env.SANDBOX_PORT) ?? 4010;
  if (gatewayPort === sandboxPort && gatewayPort !== 0)
    throw new Error(`The gateway and the sandbox need a port each; both are to have ${gatewayPort}.`);
  return { gatewayPort, sandboxPort, verbose: values.verbose, help: values.help };
}

function port(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`${name} is to be a port, 0 to 65535; it is ${JSON.stringify(text)}.`);
}
